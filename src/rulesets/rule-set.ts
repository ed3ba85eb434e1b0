import { setImmediate as nextTurn } from 'node:timers/promises';
import { DataFactory, Parser, Store } from 'n3';
import { ProblemError } from '../problem.js';
import { dct, geo, locn, owl, rdf, schema, skos, ww } from '../rdf/namespaces.js';
import { iriToString, lineSubject, type Line } from '../rdf/nquads.js';
import type { Bilingual, Role } from '../responsibility/index.js';
import { GeometryError, parseWkt, type LonLat } from '../spatial/index.js';
import { inPortions } from '../store/in-portions.js';

/** What a version may be called: it is the last part of an address. */
const VERSION = /^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$/;

/** Examples that are read before other work has its turn. */
const AT_ONCE = 500;

/** What a rule set says of itself. */
export interface RuleSetFacts {
  /** IRI of the set, as its rules refer to it. */
  readonly iri: string;
  readonly version: string;
  readonly title: Bilingual;
  readonly changeNote: Bilingual;
  /** IRIs of its authors. */
  readonly authors: readonly string[];
  /** The first day on which this version may be in force, `xsd:date`. */
  readonly validFrom: string;
}

/** A case that a rule set is tested with: a place that is found or described, and who must come out. */
export interface Example {
  readonly iri: string;
  /** IRI of the rule that it is an example of. */
  readonly rule: string;
  readonly category: string;
  readonly asset?: string | undefined;
  readonly point?: LonLat | undefined;
  readonly assetClass?: string | undefined;
  readonly groundClass?: string | undefined;
  readonly area?: string | undefined;
  /** Roles in which a manager is recorded, in a described place. */
  readonly recorded?: readonly Role[] | undefined;
  /** A body, or in a described place the IRI of a role. */
  readonly expects: string;
  /** The day to decide on, `xsd:date`. */
  readonly on?: string | undefined;
}

const ROLES: Readonly<Record<string, Role>> = {
  [ww('Asset')]: 'asset',
  [ww('Ground')]: 'ground',
  [ww('Road')]: 'road',
  [ww('Area')]: 'area',
};

/** The statements of a rule set, without its graph; other work has its turns meanwhile. */
export async function triplesOf(lines: readonly Line[]): Promise<Store> {
  const store = new Store();
  for (const portion of inPortions(lines)) {
    addTriples(store, portion);
    if (portion.length < lines.length) await nextTurn();
  }
  return store;
}

function addTriples(store: Store, lines: readonly Line[]): void {
  const quads = new Parser({ format: 'application/n-quads' }).parse(lines.join('\n'));
  for (const { subject, predicate, object } of quads)
    store.addQuad(DataFactory.quad(subject, predicate, object));
}

/**
 * What the lines of a rule set say of the set, without a look at its rules.
 * @throws ProblemError as `factsOf`
 */
export function factsIn(lines: readonly Line[]): RuleSetFacts {
  const isSet = ` ${iriToString(rdf('type'))} ${iriToString(ww('RuleSet'))} `;
  const sets = new Set(lines.filter((line) => line.includes(isSet)).map(lineSubject));
  const store = new Store();
  addTriples(
    store,
    lines.filter((line) => sets.has(lineSubject(line))),
  );
  return factsOf(store);
}

/**
 * What a rule set that meets the shapes says of itself.
 * @throws ProblemError `invalid-rules` where it is not one set, or its version cannot be part of an address
 */
export function factsOf(triples: Store): RuleSetFacts {
  const [set, ...others] = triples.getSubjects(rdf('type'), ww('RuleSet'), null);
  if (!set || others.length > 0)
    throw new ProblemError(
      'invalid-rules',
      'A rule set describes itself once: exactly one subject of class ww:RuleSet is needed.',
    );
  const version = valueOf(triples, set.value, owl('versionInfo')) ?? '';
  if (!VERSION.test(version))
    throw new ProblemError(
      'invalid-rules',
      `"${version}" cannot be a version, as it becomes part of an address. Use letters, digits, dots and dashes, such as 1.2.0.`,
    );
  return {
    iri: set.value,
    version,
    title: textOf(triples, set.value, dct('title')),
    changeNote: textOf(triples, set.value, skos('changeNote')),
    authors: valuesOf(triples, set.value, dct('creator')),
    validFrom: valueOf(triples, set.value, schema('validFrom')) ?? '',
  };
}

/** IRIs of the rules in a set, in order. */
export function rulesIn(triples: Store): string[] {
  return triples
    .getSubjects(rdf('type'), ww('ResponsibilityRule'), null)
    .map(({ value }) => value)
    .sort();
}

/** The examples of all rules, in order. @throws ProblemError `invalid-rules` where a place cannot be read */
export async function examplesIn(triples: Store): Promise<Example[]> {
  const examples: Example[] = [];
  for (const { subject, object } of triples.getQuads(null, ww('example'), null, null)) {
    examples.push(exampleOf(triples, subject.value, object.value));
    if (examples.length % AT_ONCE === 0) await nextTurn();
  }
  return examples.sort((a, b) => (a.rule + a.iri < b.rule + b.iri ? -1 : 1));
}

function exampleOf(triples: Store, rule: string, iri: string): Example {
  const value = (property: string): string | undefined => valueOf(triples, iri, property);
  const recorded = valuesOf(triples, iri, ww('recorded')).flatMap((role) => ROLES[role] ?? []);
  return {
    iri,
    rule,
    category: value(ww('category')) ?? '',
    asset: value(ww('asset')),
    point: pointOf(triples, rule, value(locn('geometry'))),
    assetClass: value(ww('assetClass')),
    groundClass: value(ww('groundClass')),
    area: value(ww('area')),
    recorded: recorded.length > 0 ? recorded : undefined,
    expects: value(ww('expects')) ?? '',
    on: value(ww('on')),
  };
}

function pointOf(triples: Store, rule: string, geometry: string | undefined): LonLat | undefined {
  if (geometry === undefined) return undefined;
  const text = valueOf(triples, geometry, geo('asWKT')) ?? '';
  try {
    const parsed = parseWkt(text);
    if (parsed.type === 'Point') return [parsed.coordinates[0] ?? 0, parsed.coordinates[1] ?? 0];
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
  }
  throw new ProblemError(
    'invalid-rules',
    `The example of <${rule}> has no point that can be read: "${text}". Write longitude and latitude, such as POINT(3.72 51.05).`,
  );
}

/** A text in both languages; what one of them lacks is taken from the other. */
export function textOf(triples: Store, subject: string, property: string): Bilingual {
  const texts = triples.getObjects(subject, property, null);
  const inLanguage = (language: string): string | undefined =>
    texts.find((text) => text.termType === 'Literal' && text.language === language)?.value;
  const any = texts[0]?.value ?? '';
  return { nl: inLanguage('nl') ?? any, en: inLanguage('en') ?? any };
}

/** The value of a property, where it has one. */
export function valueOf(triples: Store, subject: string, property: string): string | undefined {
  return triples.getObjects(subject, property, null)[0]?.value;
}

function valuesOf(triples: Store, subject: string, property: string): string[] {
  return triples
    .getObjects(subject, property, null)
    .map(({ value }) => value)
    .sort();
}
