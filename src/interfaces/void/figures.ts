import { literalTerm, readQuery } from '../../rdf/query-text.js';
import type { GraphStore, Solution } from '../../store/graph-store.js';

/** How much of something there is, the most first. */
export interface Count {
  readonly iri: string;
  readonly count: number;
}

/** What the public graphs hold, in numbers. */
export interface Figures {
  /** All triples of the public graphs, each graph's for itself. */
  readonly triples: number;
  /** By graph; those of reports together. */
  readonly graphs: readonly Count[];
  /** Triples in the graphs of reports. */
  readonly reportTriples: number;
  /** Things by class. */
  readonly classes: readonly Count[];
  /** Uses by property. */
  readonly properties: readonly Count[];
  /** Things to look at first. */
  readonly examples: readonly string[];
}

/** Milliseconds for which figures are good, and for counting once. */
const LIFETIME = 60_000;
const COUNTING = 60_000;
/** No state of a graph. */
const NONE = -1;

/** One counting: of which state of the graph, and when it ended, or began where it is under way. */
interface Counting {
  sequence: number;
  time: number;
  isUnderWay: boolean;
  readonly figures: Promise<Figures>;
}

/**
 * Gives the figures; they are counted when the graph has changed, and then at most once a minute. One counting is under way
 * at a time, however many ask; a failure too is kept for a minute, and so is what readers said that were behind.
 */
export function createFigures(store: GraphStore, baseUrl: string, now: () => Date): () => Promise<Figures> {
  const queries = {
    graphs: readQuery('void/graphs.rq')({ reports: [[literalTerm(`${baseUrl}/doc/report/`)]] }),
    classes: readQuery('void/classes.rq')(),
    properties: readQuery('void/properties.rq')(),
    example: readQuery('void/example.rq')(),
  };
  let last: Counting | undefined;
  return () => {
    const { sequence, readersAreBehind } = store;
    const time = now().getTime();
    if (last && (last.isUnderWay || last.sequence === sequence || time - last.time < LIFETIME))
      return last.figures;
    const counting: Counting = {
      sequence: readersAreBehind ? NONE : sequence,
      time,
      isUnderWay: true,
      figures: count(store, queries, `${baseUrl}/doc/report/`).finally(() => {
        counting.isUnderWay = false;
        counting.time = now().getTime();
      }),
    };
    // What could not be counted is not tried again before a minute has gone by, unless the graph is another one.
    counting.figures.catch(() => {
      counting.sequence = NONE;
    });
    last = counting;
    return counting.figures;
  };
}

async function count(
  store: GraphStore,
  queries: Readonly<Record<'graphs' | 'classes' | 'properties' | 'example', string>>,
  reports: string,
): Promise<Figures> {
  const rows = async (query: string): Promise<Solution[]> => {
    const answer = await store.query(query, { timeout: COUNTING, fresh: false });
    return (JSON.parse(answer) as { results: { bindings: Solution[] } }).results.bindings;
  };
  const counts = async (query: string, iri: string, number: string): Promise<Count[]> =>
    (await rows(query)).flatMap((row) => {
      const [name, amount] = [row[iri], row[number]];
      return name && amount ? [{ iri: name.value, count: Number(amount.value) }] : [];
    });
  // One after the other: each takes a worker for itself.
  const graphs = await counts(queries.graphs, 'part', 'triples');
  const classes = await counts(queries.classes, 'class', 'entities');
  const properties = await counts(queries.properties, 'property', 'triples');
  const examples = (await rows(queries.example)).flatMap(({ example }) => example?.value ?? []);
  return {
    triples: graphs.reduce((sum, graph) => sum + graph.count, 0),
    graphs: graphs.filter(({ iri }) => iri !== reports),
    reportTriples: graphs.find(({ iri }) => iri === reports)?.count ?? 0,
    classes,
    properties,
    examples,
  };
}
