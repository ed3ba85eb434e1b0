import type { GraphStore } from '../../store/graph-store.js';
import type { LifeTable } from '../life/life-table.js';
import { workOutFigures, type Figure } from './figures.js';

/** Milliseconds that an overview may take; figures that take longer are given as they were. */
const QUICK = 250;
/** Milliseconds that such figures may be old. */
const OLDEST = 60_000;
/** Milliseconds after which slow figures are worked out anew, so that they are there when they are asked for. */
const AGAIN = 0.75 * OLDEST;
/** Milliseconds for which that goes on when nobody asks any more: longer than a weekend with holidays beside it. */
const WANTED = 7 * 24 * 60 * 60 * 1000;

/** Figures, with when the graph was like that. */
export interface Overview {
  readonly figures: readonly Figure[];
  /** ISO 8601 in UTC. */
  readonly asOf: string;
}

interface Remembered {
  /** The last change that was there before the figures were worked out. */
  readonly sequence: number;
  readonly begun: number;
  readonly overview: Promise<Overview>;
  /** Milliseconds that it took; `undefined` while it is under way. */
  took?: number;
}

/** The figures over all reports, worked out once for each state that the graph is in. */
export interface RecentFigures {
  /**
   * The figures as the graph is now. Where they take long to work out, those of up to a minute ago, while they are worked
   * out anew; for a week after the last question, or after the start, they are kept ready.
   * @throws ProblemError `query-unavailable`
   */
  read(): Promise<Overview>;
}

/** Whether figures that no longer hold every change are given all the same: they took long, and are not old. */
function mayBeGiven({ took = 0, begun }: Remembered, now: number): boolean {
  return took > QUICK && now - begun < OLDEST;
}

/** @param service IRI of the agent that has what nobody else has @param now for ages, in milliseconds */
export function createRecentFigures(
  store: Pick<GraphStore, 'query' | 'sequence'>,
  about: { readonly table: LifeTable; readonly service: string },
  now: () => number = Date.now,
): RecentFigures {
  let done: Remembered | undefined;
  let underWay: Remembered | undefined;
  let asked = now();
  let timer: NodeJS.Timeout | undefined;
  /** @param isCold whether nothing was asked of the reader before, so that it takes longer than it will */
  const begin = (isCold = false): Remembered => {
    const begun = now();
    const asOf = new Date(begun).toISOString();
    const figures = workOutFigures(store, about.table, about.service);
    const started: Remembered = {
      sequence: store.sequence,
      begun,
      overview: figures.then((all) => ({ figures: all, asOf })),
    };
    underWay = started;
    const end = (finished: Remembered | undefined): void => {
      const took = now() - begun;
      done = finished ?? done;
      underWay = undefined;
      if (isCold && took > QUICK) begin();
      else if ((started.took = took) > QUICK) keepReady();
    };
    void started.overview
      .then(
        () => started,
        () => undefined,
      )
      .then(end);
    return started;
  };
  /** A reader gives way to all others, so that what nobody may ask for is worked out at nobody's cost. */
  const keepReady = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (now() - asked > WANTED) return;
      if (underWay || done?.sequence === store.sequence) keepReady();
      else begin();
    }, AGAIN).unref();
  };
  /** Figures that hold a change, or those that took long and are of a short while ago. */
  const since = (change: number): Promise<Overview> => {
    if (done && done.sequence >= change) return done.overview;
    if (done && mayBeGiven(done, now())) {
      if (!underWay) begin();
      return done.overview;
    }
    if (!underWay) return begin().overview;
    if (underWay.sequence >= change) return underWay.overview;
    return underWay.overview.catch(() => undefined).then(() => since(change));
  };
  begin(true);
  return {
    read: () => {
      asked = now();
      return since(store.sequence);
    },
  };
}
