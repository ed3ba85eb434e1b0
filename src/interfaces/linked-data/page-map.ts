import { geo, locn, oa, prov, ww } from '../../rdf/namespaces.js';
import { centroidOf, type Geometry } from '../../spatial/index.js';
import { drawMap, type Mark } from '../map/draw.js';
import { emphasised, readShape, viewOf, type MapSource } from '../map/map.js';
import { html, type Html } from '../web/html.js';
import { resourceHref } from '../web/page.js';
import type { Description } from './description.js';
import type { Labels } from './labels.js';
import type { Show } from './show.js';

/** Metres within which a reported place is where it says, unless it says. */
const USUAL_ACCURACY = 10;

/** What a page about something puts on a map. */
interface OnMap {
  /** What it is about. */
  readonly subject: ReadonlyMap<string, Geometry>;
  /** What its answer rests on. */
  readonly facts: ReadonlyMap<string, Geometry>;
  readonly mark?: Mark | undefined;
}

/** A map of the thing with what is around it; nothing where it has no place. */
export async function pageMap(
  show: Show,
  { maps, labels }: { readonly maps: MapSource; readonly labels: Labels },
  decision: string | undefined,
): Promise<Html | undefined> {
  const { site, wording, about } = show;
  const shown = await whatToShow(about, maps, decision);
  const focus = [...shown.subject.values()];
  if (shown.mark) focus.push({ type: 'Point', coordinates: [...shown.mark.at] });
  else if (focus.length === 0) focus.push(...shown.facts.values());
  const view = viewOf(focus);
  if (!view) return undefined;
  const near = await maps.around(view);
  const features = emphasised(emphasised(near, shown.facts, 'fact'), shown.subject, 'subject');
  const name = await labels(
    features.map(({ iri }) => iri),
    wording.language,
  );
  return html`<figure>
    ${drawMap(view, features, {
      label: `${wording.map.label}: ${show.name(about.iri)}`,
      href: (iri) => resourceHref(site, iri),
      name,
      mark: shown.mark,
    })}
    <figcaption>${wording.map.caption}</figcaption>
  </figure>`;
}

async function whatToShow(about: Description, maps: MapSource, decision: string | undefined): Promise<OnMap> {
  if (decision === undefined) return { subject: own(about), facts: new Map() };
  const entities = about
    .all(decision, prov('qualifiedUsage'))
    .flatMap(({ value }) => about.one(value, prov('entity')) ?? []);
  const targets = about.quads.filter(({ predicate }) => predicate.value === oa('hasTarget'));
  const facts = await maps.shapesOf([...entities, ...targets.map(({ object }) => object.value)]);
  const asset = about
    .all(decision, prov('qualifiedUsage'))
    .find(({ value }) => about.one(value, prov('hadRole')) === ww('Asset'));
  return { subject: new Map(), facts, mark: reported(about) ?? atAsset(about, asset?.value, facts) };
}

/** The shapes of the thing itself. */
function own(about: Description): Map<string, Geometry> {
  const shapes = about
    .all(about.iri, locn('geometry'))
    .flatMap(({ value }) => readShape(about.one(value, geo('asWKT')) ?? '') ?? []);
  return new Map(shapes.slice(0, 1).map((shape) => [about.iri, shape]));
}

/** The place in the body of a report. */
function reported(about: Description): Mark | undefined {
  const body = about.quads.find(({ predicate }) => predicate.value === oa('hasBody'))?.object.value;
  const geometry = body === undefined ? undefined : about.one(body, locn('geometry'));
  const shape = geometry === undefined ? undefined : readShape(about.one(geometry, geo('asWKT')) ?? '');
  if (geometry === undefined || !shape) return undefined;
  const accuracy = Number(about.one(geometry, geo('hasMetricSpatialAccuracy')) ?? USUAL_ACCURACY);
  return { at: centroidOf(shape), accuracy };
}

/** A report that names an asset without a place is where the asset is. */
function atAsset(
  about: Description,
  fact: string | undefined,
  shapes: ReadonlyMap<string, Geometry>,
): Mark | undefined {
  const shape = fact === undefined ? undefined : shapes.get(about.one(fact, prov('entity')) ?? '');
  return shape && { at: centroidOf(shape), accuracy: 0 };
}
