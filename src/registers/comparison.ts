import { obd, weg, ww, rdf, skos, schema, adms, dct, foaf, geo, locn } from '../rdf/namespaces.js';
import { iriToString, linePredicate, lineSubject, lineTerms, readTerm, type Line } from '../rdf/nquads.js';
import { coverAll, GeometryError, parseWkt } from '../spatial/index.js';
import type { DifferenceListener } from '../store/graph-store.js';
import { tellsOfSuccession } from './succession-watch.js';

/** Changes of manager that are listed one by one. */
const LISTED = 20;
/** Pairs of managers that are counted apart. */
const MOST_PAIRS = 10_000;
/** Tiles that are remembered; with more, everything counts as touched. */
const MOST_CELLS = 200_000;

const MANAGER_PROPERTIES = [obd('beheerder'), weg('linkerwegbeheerder'), weg('rechterwegbeheerder')].map(
  iriToString,
);
const CELL = iriToString(ww('cell'));
const TYPE = iriToString(rdf('type'));
const GEOMETRY = iriToString(locn('geometry'));
const AS_WKT = iriToString(geo('asWKT'));
/** What may change of a thing without a place and never changes who is responsible. */
const WORDS_ALONE = new Set(
  [
    skos('prefLabel'),
    skos('altLabel'),
    schema('contactPoint'),
    schema('email'),
    schema('telephone'),
    schema('url'),
    adms('identifier'),
    skos('notation'),
    dct('description'),
    dct('title'),
    foaf('page'),
    foaf('name'),
    foaf('homepage'),
    locn('address'),
  ].map(iriToString),
);

/** A thing whose recorded managers are not what they were. */
export interface ManagerChange {
  readonly feature: string;
  /** IRIs; several for a road with two sides, none where nobody is recorded. */
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** How often one manager makes way for another. */
export interface ManagerPair {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly count: number;
}

/** How a version of a register differs from the one before it. */
export interface RegisterDifference {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Things that were there before and have other managers now. */
  readonly managersChanged: number;
  /** Pairs of managers, the commonest first. */
  readonly pairs: readonly ManagerPair[];
  /** The first few changes of manager. */
  readonly listed: readonly ManagerChange[];
  readonly touched: TouchedPlaces;
}

/** Where a change may make answers differ. */
export interface TouchedPlaces {
  /** Tiles of everything that changed; `undefined` where anything anywhere may be touched. */
  readonly cells: ReadonlySet<string> | undefined;
  /** Things that changed, which reports may name. */
  readonly features: ReadonlySet<string>;
}

/** Gathers the difference between two versions from the subjects that differ; in memory that stays small. */
export class Comparison implements DifferenceListener {
  readonly #genid: string;
  #added = 0;
  #removed = 0;
  #changed = 0;
  #managersChanged = 0;
  #pairs = new Map<string, { from: readonly string[]; to: readonly string[]; count: number }>();
  #listed: ManagerChange[] = [];
  #cells: Set<string> | undefined = new Set();
  #features = new Set<string>();
  /** Geometries with an IRI of their own that changed. */
  #geometries = new Set<string>();
  /** Those that belong to things that are counted. */
  #counted = new Set<string>();

  /** @param genid base of the IRIs of parts, which are no things by themselves */
  constructor(genid: string) {
    this.#genid = `<${genid}`;
  }

  restart(): void {
    this.#added = this.#removed = this.#changed = this.#managersChanged = 0;
    this.#pairs = new Map();
    this.#listed = [];
    this.#cells = new Set();
    this.#features = new Set();
    this.#geometries = new Set();
    this.#counted = new Set();
  }

  add(before: readonly Line[], after: readonly Line[]): void {
    const differing = differingLines(before, after);
    const [first] = differing;
    if (first === undefined) return;
    const subject = lineSubject(first);
    // A part is named after what it holds and whose it is, so that its owner differs as well.
    if (subject.startsWith(this.#genid) && !differing.some(isOfThing)) return;
    if (isGeometry(before) || isGeometry(after)) {
      this.#compareGeometry(subject, before, after);
      return;
    }
    if (before.length === 0) this.#added += 1;
    else if (after.length === 0) this.#removed += 1;
    else this.#changed += 1;
    this.#keepGeometries([...before, ...after]);
    this.#compareManagers(subject, before, after);
    this.#touch(subject, { before, after, differing });
  }

  /** A geometry with an IRI of its own changes the thing that has it, of which nothing else may differ. */
  #compareGeometry(subject: string, before: readonly Line[], after: readonly Line[]): void {
    // One that comes or goes does so with its thing.
    if (before.length === 0 || after.length === 0) return;
    if (this.#geometries.size < MOST_CELLS) this.#geometries.add(ownText(subject));
    const cells = cellsOf([...before, ...after]);
    for (const cell of cells ?? []) this.#cells?.add(cell);
    if (cells) this.#boundCells();
    else this.#touchAll();
  }

  /** Remembers whose geometries are counted with their things. */
  #keepGeometries(lines: readonly Line[]): void {
    for (const line of lines) {
      if (linePredicate(line) !== GEOMETRY || this.#counted.size >= MOST_CELLS) continue;
      const { object } = lineTerms(line);
      if (!object.startsWith(this.#genid)) this.#counted.add(ownText(object));
    }
  }

  #compareManagers(subject: string, before: readonly Line[], after: readonly Line[]): void {
    if (before.length === 0 || after.length === 0) return;
    const from = managersIn(before);
    const to = managersIn(after);
    const key = `${from.join(' ')}|${to.join(' ')}`;
    if (from.join(' ') === to.join(' ')) return;
    this.#managersChanged += 1;
    if (this.#listed.length < LISTED) this.#listed.push({ feature: ownText(subject.slice(1, -1)), from, to });
    const known = this.#pairs.get(key);
    if (known) known.count += 1;
    else if (this.#pairs.size < MOST_PAIRS) this.#pairs.set(key, { from, to, count: 1 });
  }

  #touch(
    subject: string,
    {
      before,
      after,
      differing,
    }: {
      readonly before: readonly Line[];
      readonly after: readonly Line[];
      readonly differing: readonly Line[];
    },
  ): void {
    if (!this.#cells) return;
    let placed = false;
    for (const lines of [before, after])
      for (const line of lines) {
        if (linePredicate(line) !== CELL) continue;
        placed = true;
        this.#cells.add(ownText(lineTerms(line).object.slice(1, -1)));
      }
    const beyondPlace = !placed && differing.some((line) => !isWordsAlone(line));
    this.#features.add(ownText(subject.slice(1, -1)));
    if (beyondPlace) this.#touchAll();
    else this.#boundCells();
  }

  #boundCells(): void {
    if ((this.#cells?.size ?? 0) > MOST_CELLS || this.#features.size > MOST_CELLS) this.#touchAll();
  }

  #touchAll(): void {
    this.#cells = undefined;
    this.#features.clear();
  }

  get difference(): RegisterDifference {
    return {
      added: this.#added,
      removed: this.#removed,
      changed: this.#changed + [...this.#geometries].filter((name) => !this.#counted.has(name)).length,
      managersChanged: this.#managersChanged,
      pairs: [...this.#pairs.values()].sort((a, b) => b.count - a.count),
      listed: this.#listed,
      touched: { cells: this.#cells, features: this.#features },
    };
  }
}

/**
 * A text of its own. What is cut out of a line keeps the whole block of lines in memory for as long as it is kept itself,
 * some ten times what it takes.
 */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}

/** Lines that one side alone has; none where both say the same in another order. */
function differingLines(before: readonly Line[], after: readonly Line[]): readonly Line[] {
  if (before.length === 0) return after;
  if (after.length === 0) return before;
  const [old, next] = [new Set(before), new Set(after)];
  return [...before.filter((line) => !next.has(line)), ...after.filter((line) => !old.has(line))];
}

/** Whether a line says that what it is about is a thing, though it has no IRI of its own: it has a place, or it is an event. */
function isOfThing(line: Line): boolean {
  return linePredicate(line) === CELL || tellsOfSuccession(line);
}

/** Whether lines are those of a geometry, and not of a thing, which has tiles. */
export function isGeometry(lines: readonly Line[]): boolean {
  const predicates = new Set(lines.map(linePredicate));
  return predicates.has(AS_WKT) && !predicates.has(CELL) && !predicates.has(GEOMETRY);
}

/** The tiles that the WKT in some lines covers; `undefined` where it was taken before there was a bound, and is beyond. */
export function cellsOf(lines: readonly Line[]): string[] | undefined {
  try {
    return coverAll(
      lines
        .filter((line) => linePredicate(line) === AS_WKT)
        .map((line) => parseWkt(readTerm(lineTerms(line).object).value)),
    );
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
    return undefined;
  }
}

function isWordsAlone(line: Line): boolean {
  const { predicate, object } = lineTerms(line);
  return WORDS_ALONE.has(predicate) || (predicate === TYPE && /#(?:ContactPoint|Identifier)>$/.test(object));
}

function managersIn(lines: readonly Line[]): string[] {
  const managers = new Set<string>();
  for (const line of lines)
    if (MANAGER_PROPERTIES.includes(linePredicate(line)))
      managers.add(ownText(lineTerms(line).object.slice(1, -1)));
  return [...managers].sort();
}
