import {
  activityStreams,
  adms,
  dct,
  foaf,
  geo,
  locn,
  melding,
  oa,
  schema,
  vcard,
  ww,
} from '../rdf/namespaces.js';

/** What becomes of a property that a client sends. */
export type Treatment =
  /** The values are kept as they are. */
  | 'keep'
  /** The values are nodes of the report, treated by their own table. */
  | { readonly node: NodeName }
  /** The property belongs to the body; clients may put it on the report itself. */
  | { readonly onBody: 'keep' | { readonly node: NodeName } }
  /** The property belongs to the state; clients may put it on the report itself. */
  | 'on-state'
  /** The service says this itself. */
  | 'ours';

/** A node of a report; its IRI is the report's with this name as fragment. */
export type NodeName = 'body' | 'geometry' | 'state' | 'reporter' | 'application';

const REPORT: readonly (readonly [string, Treatment])[] = [
  [dct('type'), 'keep'],
  [dct('title'), 'keep'],
  [activityStreams('summary'), 'keep'],
  [oa('hasTarget'), 'keep'],
  [dct('source'), 'keep'],
  [oa('hasBody'), { node: 'body' }],
  [oa('hasState'), { node: 'state' }],
  [melding('indiener'), { node: 'reporter' }],
  [melding('meldingsapplicatie'), { node: 'application' }],
  [dct('description'), { onBody: 'keep' }],
  [activityStreams('attachment'), { onBody: 'keep' }],
  [locn('geometry'), { onBody: { node: 'geometry' } }],
  [oa('sourceDate'), 'on-state'],
  [adms('identifier'), 'ours'],
  [melding('webpagina'), 'ours'],
  [melding('heeftStatus'), 'ours'],
  [melding('behandelaar'), 'ours'],
];

const BODY: readonly (readonly [string, Treatment])[] = [
  [dct('description'), 'keep'],
  [activityStreams('attachment'), 'keep'],
  [locn('geometry'), { node: 'geometry' }],
];

const REPORTER: readonly (readonly [string, Treatment])[] = [
  foaf('name'),
  foaf('givenName'),
  foaf('familyName'),
  foaf('mbox'),
  schema('email'),
  schema('telephone'),
  vcard('language'),
  ww('notify'),
  ww('webhook'),
  ww('webhookSecret'),
].map((property) => [property, 'keep'] as const);

/** What a report is made of: for each node, its properties and what becomes of them. */
export const REPORT_PROPERTIES: Readonly<Record<NodeName | 'report', ReadonlyMap<string, Treatment>>> = {
  report: new Map(REPORT),
  body: new Map(BODY),
  geometry: new Map([[geo('hasMetricSpatialAccuracy'), 'keep']]),
  state: new Map([[oa('sourceDate'), 'keep']]),
  reporter: new Map(REPORTER),
  application: new Map([[dct('title'), 'keep']]),
};

/** The class of each node. */
export const NODE_CLASSES: Readonly<Record<NodeName | 'report', string>> = {
  report: melding('Melding'),
  body: melding('MeldingBody'),
  geometry: locn('Geometry'),
  state: oa('TimeState'),
  reporter: dct('Agent'),
  application: melding('Applicatie'),
};
