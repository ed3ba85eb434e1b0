import { dct, geo, melding, oa, ww } from '../../rdf/namespaces.js';
import { lineTerms } from '../../rdf/nquads.js';
import { readQuery } from '../../rdf/query-text.js';
import type { LonLat } from '../../spatial/index.js';
import type { Committed, GraphStore, Solution } from '../../store/graph-store.js';
import { speaksOf } from '../../store/vocabulary.js';
import { lifeKey, type LifeTable } from '../life/life-table.js';
import { Shelves } from './shelves.js';

const openReportsQuery = readQuery('reports/open-reports.rq');
/** Cells of some 140 by 140 metres in Belgium: a search of up to 100 metres looks at nine of them. */
const COLUMNS_PER_DEGREE = 500;
const ROWS_PER_DEGREE = 800;
const CELLS_PER_COLUMN = 1_000_000;
/** From the number of a cell to its own and those around it. */
const NEIGHBOURS = [-1, 0, 1].flatMap((column) => [-1, 0, 1].map((row) => column * CELLS_PER_COLUMN + row));
/** Reports that a search looks at in one cell, or about one asset: a storm that fills a street must not slow down the next report. */
const MOST_IN_CELL = 50;
/** By which a change of an open report is known. */
const TELLING = [ww('state'), melding('behandelaar'), ww('answerBy'), ww('solveBy'), ww('reminded')];
const speaksOfLife = speaksOf(TELLING);
const telling = TELLING.map((iri) => `<${iri}> `);
const speaksOfPlaces = speaksOf([geo('asWKT')]);
const AS_WKT = `<${geo('asWKT')}> `;
const OF_REPORT = '/doc/report/';
/** What a report is read from. */
const READ = new Set([...TELLING, dct('type'), oa('hasTarget'), geo('asWKT'), melding('statusdatum')]);

/** A report of which someone still has to do something, as far as it must be found fast. */
export interface OpenReport {
  readonly report: string;
  /** Key of its state. */
  readonly state: string;
  readonly category: string;
  readonly handler: string;
  readonly asset: string | undefined;
  /** Where it is; where its asset lies, for a report that names one and no place. */
  readonly point: LonLat | undefined;
  /** Milliseconds since 1970; so are the terms. */
  readonly filed: number;
  readonly answerBy: number | undefined;
  readonly solveBy: number | undefined;
  /** Whether its manager was reminded that it should have been solved. */
  readonly reminded: boolean;
}

/** Open reports in memory, some 300 bytes each: by place and asset for duplicates, and all for terms that pass. */
export interface OpenReports {
  readonly size: number;
  /** Reports in the cells around a place, so all within 100 metres; of each cell the latest 50. */
  around(point: LonLat): readonly OpenReport[];
  /** Reports about an asset, the latest 50. */
  about(asset: string): readonly OpenReport[];
  /** Reports that name an asset and no place, as long as nobody has said where it lies. */
  unplaced(): Iterable<OpenReport>;
  /** Says where the asset of such a report lies; `undefined` where nobody knows. */
  place(report: OpenReport, point: LonLat | undefined): void;
  all(): Iterable<OpenReport>;
  /** @returns `undefined` where the report is not open */
  get(report: string): OpenReport | undefined;
  close(): void;
}

/** Reads the open reports from the graph, and follows every commit from then on. */
export async function watchOpenReports(store: GraphStore, table: LifeTable): Promise<OpenReports> {
  const watched = new Watched(store, table);
  const close = store.subscribe((committed) => {
    watched.follow(committed);
  });
  const reports = (await store.select(openReportsQuery())).map(fromRow);
  for (const report of reports.sort((a, b) => a.filed - b.filed)) watched.put(report);
  return {
    get size() {
      return watched.reports.size;
    },
    around: (point) => watched.around(point),
    about: (asset) => watched.byAsset.latest(asset, MOST_IN_CELL),
    unplaced: () => watched.unplaced.values(),
    place: (report, point) => {
      watched.place(report, point);
    },
    all: () => watched.reports.values(),
    get: (report) => watched.reports.get(report),
    close,
  };
}

class Watched {
  readonly reports = new Map<string, OpenReport>();
  readonly byAsset = new Shelves<string>();
  readonly unplaced = new Map<string, OpenReport>();
  /** Reports of which it was looked up where their asset lies. */
  readonly #lookedUp = new Set<string>();
  readonly #byCell = new Shelves<number>();
  readonly #store: GraphStore;
  readonly #table: LifeTable;

  constructor(store: GraphStore, table: LifeTable) {
    this.#store = store;
    this.#table = table;
  }

  put(report: OpenReport): void {
    this.remove(report.report);
    if (!this.#table.states.get(report.state)?.open) return;
    this.reports.set(report.report, report);
    if (report.asset !== undefined) this.byAsset.put(report.asset, report);
    if (report.point) this.#byCell.put(cellOf(report.point), report);
    else if (report.asset !== undefined) this.unplaced.set(report.report, report);
  }

  remove(iri: string): void {
    const known = this.reports.get(iri);
    if (!known) return;
    this.reports.delete(iri);
    this.unplaced.delete(iri);
    this.#lookedUp.delete(iri);
    if (known.asset !== undefined) this.byAsset.remove(known.asset, known);
    if (known.point) this.#byCell.remove(cellOf(known.point), known);
  }

  place(report: OpenReport, point: LonLat | undefined): void {
    // It may have changed, or ended, while its asset was looked up.
    if (this.reports.get(report.report) !== report) return;
    if (point) this.put({ ...report, point });
    else this.unplaced.delete(report.report);
    this.#lookedUp.add(report.report);
  }

  /** Registers changed: assets may lie elsewhere, or be known now. */
  #lookUpAgain(): void {
    for (const iri of [...this.#lookedUp]) {
      const report = this.reports.get(iri);
      if (report) this.put({ ...report, point: undefined });
    }
  }

  around(point: LonLat): OpenReport[] {
    const middle = cellOf(point);
    const found: OpenReport[] = [];
    for (const step of NEIGHBOURS)
      for (const report of this.#byCell.latest(middle + step, MOST_IN_CELL)) found.push(report);
    return found;
  }

  follow(committed: Committed): void {
    const { inserted, removed } = committed;
    if (this.#lookedUp.size > 0 && changesPlaces(committed)) this.#lookUpAgain();
    if (!speaksOfLife(committed)) return;
    const touched = new Set<string>();
    for (const line of inserted) if (isTelling(line)) touched.add(subjectOf(line));
    for (const line of removed) if (isTelling(line)) touched.add(subjectOf(line));
    for (const iri of touched) {
      const graph = iri.replace('/id/report/', '/doc/report/');
      // A new report is whole in its own commit; for a change, the graph is read.
      const known = this.reports.has(iri) || removed.length > 0;
      const lines = known ? this.#store.readGraph(graph) : inserted;
      const report = lines && fromLines(iri, lines);
      if (report) this.put(report);
      else this.remove(iri);
    }
  }
}

/** Whether places of things may have changed; those of reports are not looked up. */
function changesPlaces(committed: Committed): boolean {
  const { replaced, inserted, removed } = committed;
  if (replaced !== undefined) return true;
  const isPlace = (line: string): boolean => line.includes(AS_WKT) && !line.includes(OF_REPORT);
  return speaksOfPlaces(committed) && (inserted.some(isPlace) || removed.some(isPlace));
}

function isTelling(line: string): boolean {
  const at = line.indexOf(' ') + 1;
  return telling.some((predicate) => line.startsWith(predicate, at)) && line.lastIndexOf('#', at - 1) < 0;
}

function subjectOf(line: string): string {
  return line.slice(1, line.indexOf(' ') - 1);
}

function cellOf([lon, lat]: LonLat): number {
  return Math.floor(lon * COLUMNS_PER_DEGREE) * CELLS_PER_COLUMN + Math.floor(lat * ROWS_PER_DEGREE);
}

function fromRow(row: Solution): OpenReport {
  const text = (name: string): string => row[name]?.value ?? '';
  return {
    report: text('report'),
    state: sharedCopyOf(lifeKey(text('state'))),
    category: sharedCopyOf(text('category')),
    handler: sharedCopyOf(text('handler')),
    asset: row.asset?.value,
    point: pointOf(text('wkt')),
    filed: timeOf(row.filed?.value) ?? 0,
    answerBy: timeOf(row.answerBy?.value),
    solveBy: timeOf(row.solveBy?.value),
    reminded: row.reminded !== undefined,
  };
}

function fromLines(report: string, lines: readonly string[]): OpenReport | undefined {
  const found = new Map<string, string>();
  for (const line of lines) {
    if (!line.startsWith(report, 1)) continue;
    const start = line.indexOf(' ') + 1;
    if (!READ.has(line.slice(start + 1, line.indexOf(' ', start) - 1))) continue;
    const { subject, predicate, object } = lineTerms(line);
    const own = subject.length === report.length + 2;
    if (own || subject === `<${report}#geometry>` || subject === `<${report}#status>`)
      found.set(
        `${own ? '' : subject.slice(report.length + 2, -1)} ${predicate.slice(1, -1)}`,
        valueOf(object),
      );
  }
  const own = (property: string): string | undefined => found.get(` ${property}`);
  const state = own(ww('state'));
  const category = own(dct('type'));
  if (state === undefined || category === undefined) return undefined;
  const asset = own(oa('hasTarget'));
  return {
    report: copyOf(report),
    state: sharedCopyOf(lifeKey(state)),
    category: sharedCopyOf(category),
    handler: sharedCopyOf(own(melding('behandelaar')) ?? ''),
    asset: asset === undefined ? undefined : copyOf(asset),
    point: pointOf(found.get(`geometry ${geo('asWKT')}`)),
    filed: timeOf(found.get(`status ${melding('statusdatum')}`)) ?? 0,
    answerBy: timeOf(own(ww('answerBy'))),
    solveBy: timeOf(own(ww('solveBy'))),
    reminded: own(ww('reminded')) !== undefined,
  };
}

/** A text of its own: V8 keeps the whole block that a piece was cut from for as long as the piece lives. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}

/** One copy for all: states, categories and handlers are few. */
function sharedCopyOf(text: string): string {
  const known = shared.get(text);
  if (known !== undefined) return known;
  if (shared.size >= MOST_SHARED) shared.clear();
  const copy = copyOf(text);
  shared.set(copy, copy);
  return copy;
}

const shared = new Map<string, string>();
const MOST_SHARED = 10_000;

/** An IRI without brackets, or the text of a literal without escapes, as points and dates are. */
function valueOf(object: string): string {
  return object.startsWith('<') ? object.slice(1, -1) : object.slice(1, object.indexOf('"', 1));
}

/** The point of `POINT (lon lat)`, as reports have it at rest. */
function pointOf(wkt: string | undefined): LonLat | undefined {
  const [, lon, lat] = /^POINT \(([^ ]+) ([^ )]+)\)$/.exec(wkt ?? '') ?? [];
  return lon === undefined || lat === undefined ? undefined : [Number(lon), Number(lat)];
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
