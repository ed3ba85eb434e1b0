import type { Literal, NamedNode, Quad, Quad_Object, Quad_Subject, Term } from '@rdfjs/types';
import { namedNode, literal, quad } from '../rdf/terms.js';
import { dct, geo, melding, rdf, wgs84, xsd } from '../rdf/namespaces.js';
import { canonicalDouble, isSafeIri } from '../rdf/nquads.js';
import { formatWkt, GeometryError, parseWkt, type LonLat } from '../spatial/index.js';
import { NODE_CLASSES, REPORT_PROPERTIES, type NodeName, type Treatment } from './report-nodes.js';

/** Metres that a location may be off where the reporter does not say. */
export const DEFAULT_ACCURACY = 10;

/** Something about a report that its sender should know, in the manner of a SHACL result. */
export interface Finding {
  readonly severity: 'Violation' | 'Warning' | 'Info';
  readonly focus: string;
  readonly path?: string | undefined;
  readonly message: { readonly nl: string; readonly en: string };
}

/** A report in our own pattern: every node named under the report, types said, location in WGS84. */
export interface NormalisedReport {
  /** The report without who reported it. */
  readonly quads: readonly Quad[];
  /** Who reported it, apart. */
  readonly personal: readonly Quad[];
  readonly findings: readonly Finding[];
  /** The location as it stands in `quads`, rounded to 7 decimals. */
  readonly point: LonLat | undefined;
}

const typed = namedNode(rdf('type'));

/**
 * Brings what a client sent into the pattern of the data model. Flat and nested forms become one; what the model does
 * not know is left out and named in a finding.
 * @param sent quads as parsed, in whatever graphs
 * @param report IRI that the report gets
 * @returns `undefined` where there is not exactly one `m:Melding`; `count` says how many there are
 */
export function normaliseReport(
  sent: readonly Quad[],
  report: string,
): NormalisedReport | { readonly count: number } {
  const reports = new Map<string, Quad_Subject>();
  for (const { subject, predicate, object } of sent)
    if (predicate.value === typed.value && object.value === melding('Melding'))
      reports.set(subject.value, subject);
  const [root] = reports.values();
  if (reports.size !== 1 || !root) return { count: reports.size };
  return new Normaliser(sent, report).run(root);
}

/** Collects the nodes of one report; used once. */
class Normaliser {
  readonly #report: string;
  readonly #bySubject = new Map<string, Quad[]>();
  readonly #named = new Map<string, NamedNode>();
  readonly #counts = new Map<NodeName, number>();
  readonly #quads: Quad[] = [];
  readonly #personal: Quad[] = [];
  readonly #findings: Finding[] = [];
  #point: LonLat | undefined;

  constructor(sent: readonly Quad[], report: string) {
    this.#report = report;
    for (const item of sent) {
      const known = this.#bySubject.get(item.subject.value);
      if (known) known.push(item);
      else this.#bySubject.set(item.subject.value, [item]);
    }
  }

  run(root: Quad_Subject): NormalisedReport {
    const report = namedNode(this.#report);
    this.#named.set(root.value, report);
    this.#quads.push(quad(report, typed, namedNode(NODE_CLASSES.report)));
    this.#keepSource(report, root);
    this.#visit('report', root, report);
    this.#single('body', report);
    return { quads: this.#quads, personal: this.#personal, findings: this.#findings, point: this.#point };
  }

  #visit(name: NodeName | 'report', from: Term, to: NamedNode): void {
    const table = REPORT_PROPERTIES[name];
    const quads = this.#bySubject.get(from.value) ?? [];
    if (name === 'geometry') this.#location(quads, to);
    for (const { predicate, object } of quads) {
      const treatment = table.get(predicate.value);
      if (treatment === undefined) this.#leaveOut(name, predicate.value, to);
      else this.#treat(name, treatment, predicate.value, object, to);
    }
  }

  #treat(
    name: NodeName | 'report',
    treatment: Treatment,
    property: string,
    object: Quad_Object,
    to: NamedNode,
  ): void {
    if (treatment === 'ours') return;
    if (treatment === 'keep') this.#keep(name, property, object, to);
    else if (treatment === 'on-state') this.#keep('state', property, object, this.#single('state', to));
    else if ('node' in treatment) this.#link(treatment.node, property, object, to);
    else {
      const body = this.#single('body', to);
      if (treatment.onBody === 'keep') this.#keep('body', property, object, body);
      else this.#link(treatment.onBody.node, property, object, body);
    }
  }

  #keep(name: NodeName | 'report', property: string, object: Quad_Object, to: NamedNode): void {
    const target = name === 'reporter' ? this.#personal : this.#quads;
    target.push(quad(to, namedNode(property), plain(property, object)));
  }

  /** A node of the report: it gets a name under the report, its class, and its own properties. */
  #link(name: NodeName, property: string, object: Quad_Object, to: NamedNode): void {
    if (object.termType === 'Literal') {
      if (name === 'application') this.#keep(name, dct('title'), object, this.#single(name, to));
      else this.#quads.push(quad(to, namedNode(property), object));
      return;
    }
    const known = this.#named.get(object.value);
    const node = known ?? this.#newNode(name);
    this.#quads.push(quad(to, namedNode(property), node));
    if (known) return;
    this.#named.set(object.value, node);
    this.#quads.push(quad(node, typed, namedNode(NODE_CLASSES[name])));
    if (name === 'application') this.#keepSource(node, object);
    this.#visit(name, object, node);
  }

  /** The name that the client has for something: what is said here is said of a node of the report alone. */
  #keepSource(node: NamedNode, sent: Term): void {
    if (sent.termType === 'NamedNode' && sent.value !== node.value && isSafeIri(sent.value))
      this.#quads.push(quad(node, namedNode(dct('source')), sent));
  }

  #newNode(name: NodeName): NamedNode {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return namedNode(`${this.#report}#${count === 1 ? name : `${name}-${String(count)}`}`);
  }

  /** The one node of this kind that holds what clients put on the report itself. */
  #single(name: 'body' | 'state' | 'application', report: NamedNode): NamedNode {
    const properties = { body: 'hasBody', state: 'hasState', application: 'meldingsapplicatie' } as const;
    const node = namedNode(`${this.#report}#${name}`);
    if (!this.#counts.has(name)) {
      this.#counts.set(name, 1);
      const [property] = [...REPORT_PROPERTIES.report.keys()].filter((iri) => iri.endsWith(properties[name]));
      this.#quads.push(quad(report, namedNode(property ?? ''), node));
      this.#quads.push(quad(node, typed, namedNode(NODE_CLASSES[name])));
    }
    return node;
  }

  #leaveOut(name: NodeName | 'report', property: string, focus: NamedNode): void {
    if (property === typed.value || (name === 'geometry' && LOCATION_PROPERTIES.has(property))) return;
    this.#findings.push({
      severity: 'Info',
      focus: focus.value,
      path: property,
      message: {
        nl: `De eigenschap <${property}> kennen we hier niet; ze is niet bewaard.`,
        en: `We do not know the property <${property}> here; it was not kept.`,
      },
    });
  }

  /** Reads the location, in any of the ways in which clients give one, into one WKT point. */
  #location(quads: readonly Quad[], node: NamedNode): void {
    const value = (property: string): string | undefined =>
      quads.find(({ predicate }) => predicate.value === property)?.object.value;
    const wkts = quads
      .filter(({ predicate }) => predicate.value === geo('asWKT'))
      .map(({ object }) => object.value);
    const longitude = value(wgs84('long'));
    const latitude = value(wgs84('lat'));
    if (wkts.length === 0 && longitude !== undefined && latitude !== undefined)
      wkts.push(`POINT (${longitude} ${latitude})`);
    for (const wkt of wkts) this.#point = this.#pointOf(wkt, node) ?? this.#point;
    if (!quads.some(({ predicate }) => predicate.value === geo('hasMetricSpatialAccuracy')))
      this.#quads.push(
        quad(
          node,
          namedNode(geo('hasMetricSpatialAccuracy')),
          literal(canonicalDouble(DEFAULT_ACCURACY), namedNode(xsd('double'))),
        ),
      );
  }

  #pointOf(wkt: string, node: NamedNode): LonLat | undefined {
    let text = wkt;
    let point: LonLat | undefined;
    try {
      text = formatWkt(parseWkt(wkt));
      // The place that is kept is the one to decide about: made again, the decision is the same.
      const geometry = parseWkt(text);
      if (geometry.type === 'Point') point = [geometry.coordinates[0] ?? NaN, geometry.coordinates[1] ?? NaN];
    } catch (error) {
      if (!(error instanceof GeometryError)) throw error;
      this.#findings.push({
        severity: 'Violation',
        focus: node.value,
        path: geo('asWKT'),
        message: {
          nl: `De plaats kan niet gelezen worden: ${error.nl}`,
          en: `The location cannot be read: ${error.message}`,
        },
      });
    }
    this.#quads.push(quad(node, namedNode(geo('asWKT')), literal(text, namedNode(geo('wktLiteral')))));
    return point;
  }
}

const LOCATION_PROPERTIES = new Set([geo('asWKT'), wgs84('long'), wgs84('lat')]);

// eslint-disable-next-line no-control-regex -- control characters are exactly what is taken out
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;

/** A literal without control characters other than white space: nobody means them, and XML has no way to write them. */
function withoutControls(object: Literal): Literal {
  const text = object.value.replace(CONTROLS, '');
  return text === object.value ? object : literal(text, object.language || object.datatype);
}

/**
 * Small differences between clients that mean nothing: a language on the description, a whole number as accuracy, control
 * characters.
 */
function plain(property: string, sent: Quad_Object): Quad_Object {
  if (sent.termType !== 'Literal') return sent;
  const object = withoutControls(sent);
  if (property === dct('description')) return literal(object.value);
  if (property === dct('title') && object.language === '') return literal(object.value, 'nl');
  if (
    property === geo('hasMetricSpatialAccuracy') &&
    object.value.trim() !== '' &&
    Number.isFinite(Number(object.value))
  )
    return literal(canonicalDouble(Number(object.value)), namedNode(xsd('double')));
  return object;
}
