import type { Position } from 'geojson';
import { frameAround, type Geometry, type LonLat } from '../../spatial/index.js';
import { html, type Html } from '../web/html.js';

/** Size of a drawing in its own units; pages scale it. */
const WIDTH = 720;
const HEIGHT = 440;
/** Points nearer to the one before than this, in those units, are left out. */
const FINEST = 0.4;

/** What a feature is on a map; drawn in this order, so that what is small lies on top. */
export const PARTS = ['area', 'zone', 'ground', 'water', 'road', 'asset', 'report'] as const;

/** What a feature is on a map. */
export type MapPart = (typeof PARTS)[number];

/** Something to draw. */
export interface MapFeature {
  readonly iri: string;
  readonly part: MapPart;
  /** Local name of its class, for the colour. */
  readonly kind?: string;
  readonly geometry: Geometry;
  /** The page is about it, or its answer rests on it. */
  readonly emphasis?: 'subject' | 'fact';
}

/** What to draw of the world. */
export interface View {
  readonly centre: LonLat;
  /** Metres from the centre to the upper and the lower edge. */
  readonly reach: number;
}

/** A place that was reported, with how far it may be off, in metres. */
export interface Mark {
  readonly at: LonLat;
  readonly accuracy: number;
}

/** How a drawing is to be labelled and linked. */
export interface DrawOptions {
  readonly label: string;
  readonly href: (iri: string) => string;
  readonly name: (iri: string) => string;
  readonly mark?: Mark | undefined;
  /** Identifier of the drawing, for a script. */
  readonly id?: string;
}

interface Projection {
  readonly x: (lon: number) => number;
  readonly y: (lat: number) => number;
  /** Units to the metre. */
  readonly scale: number;
}

/**
 * A map as SVG, north up, without tiles from elsewhere and without style of its own: the style sheet colours its
 * classes. What it shows are links; they are left out of the tab order, since there are hundreds.
 */
export function drawMap(view: View, features: readonly MapFeature[], options: DrawOptions): Html {
  const projection = project(view);
  const { centre, reach } = view;
  const sorted = [...features].sort((a, b) => rank(a) - rank(b));
  return html`<svg
    class="map"
    ${options.id === undefined ? undefined : html`id="${options.id}"`}
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    role="img"
    aria-label="${options.label}"
    data-lon="${centre[0]}"
    data-lat="${centre[1]}"
    data-lon-per-unit="${1 / (frameAround(centre).perLon * projection.scale)}"
    data-lat-per-unit="${1 / (frameAround(centre).perLat * projection.scale)}"
  >
    <rect class="land" width="${WIDTH}" height="${HEIGHT}" />
    ${sorted.map((feature) => drawFeature(projection, feature, options))}
    ${options.mark ? drawMark(projection, options.mark) : undefined} ${scaleBar(reach, projection)}
  </svg>`;
}

function rank({ part, emphasis }: MapFeature): number {
  // What is emphasised keeps its layer, above others of its kind; a report and an asset lie above all.
  return PARTS.indexOf(part) * 2 + (emphasis === undefined ? 0 : 1);
}

function project({ centre, reach }: View): Projection {
  const frame = frameAround(centre);
  const scale = HEIGHT / (2 * reach);
  return {
    x: (lon) => WIDTH / 2 + (lon - frame.lon) * frame.perLon * scale,
    y: (lat) => HEIGHT / 2 - (lat - frame.lat) * frame.perLat * scale,
    scale,
  };
}

function drawFeature(projection: Projection, feature: MapFeature, { href, name }: DrawOptions): Html {
  const { iri, part, kind, geometry, emphasis } = feature;
  const classes = [part, kind, emphasis].filter((one) => one !== undefined).join(' ');
  return html`<a href="${href(iri)}" class="${classes}" tabindex="-1"
    ><title>${name(iri)}</title> ${shape(projection, geometry)}</a
  > `;
}

function shape(projection: Projection, geometry: Geometry): Html {
  switch (geometry.type) {
    case 'Point':
      return dot(projection, geometry.coordinates);
    case 'MultiPoint':
      return html`${geometry.coordinates.map((position) => dot(projection, position))}`;
    case 'LineString':
      return path('line', line(projection, geometry.coordinates, false));
    case 'MultiLineString':
      return path('line', geometry.coordinates.map((one) => line(projection, one, false)).join(''));
    case 'Polygon':
      return path('face', geometry.coordinates.map((ring) => line(projection, ring, true)).join(''));
    case 'MultiPolygon':
      return path(
        'face',
        geometry.coordinates
          .flat()
          .map((ring) => line(projection, ring, true))
          .join(''),
      );
  }
}

function path(kind: string, d: string): Html {
  return html`<path class="${kind}" d="${d}" fill-rule="evenodd" />`;
}

function dot({ x, y }: Projection, [lon = 0, lat = 0]: Position): Html {
  return html`<circle class="dot" cx="${short(x(lon))}" cy="${short(y(lat))}" r="4" />`;
}

function line({ x, y }: Projection, positions: readonly Position[], isClosed: boolean): string {
  const kept: string[] = [];
  let [lastX, lastY] = [Infinity, Infinity];
  positions.forEach(([lon = 0, lat = 0], index) => {
    const [atX, atY] = [x(lon), y(lat)];
    if (index < positions.length - 1 && Math.hypot(atX - lastX, atY - lastY) < FINEST) return;
    [lastX, lastY] = [atX, atY];
    kept.push(`${String(short(atX))} ${String(short(atY))}`);
  });
  return `M${kept.join('L')}${isClosed ? 'Z' : ''}`;
}

function drawMark({ x, y, scale }: Projection, { at, accuracy }: Mark): Html {
  const [cx, cy] = [short(x(at[0])), short(y(at[1]))];
  return html`<g class="mark">
    <circle class="accuracy" cx="${cx}" cy="${cy}" r="${short(Math.min(accuracy * scale, WIDTH))}" />
    <circle class="place" cx="${cx}" cy="${cy}" r="6" />
  </g>`;
}

/** A bar of a round number of metres, about a fifth of the width. */
function scaleBar(reach: number, { scale }: Projection): Html {
  const wanted = (reach * 2 * WIDTH) / HEIGHT / 5;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const metres = [5, 2, 1].map((step) => step * power).find((step) => step <= wanted) ?? power;
  const text = metres >= 1000 ? `${String(metres / 1000)} km` : `${String(metres)} m`;
  return html`<g class="scale">
    <path d="M16 ${HEIGHT - 14}h${short(metres * scale)}" />
    <text x="16" y="${HEIGHT - 22}">${text}</text>
  </g>`;
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
