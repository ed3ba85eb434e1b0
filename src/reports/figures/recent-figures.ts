import type { GraphStore } from '../../store/graph-store.js';
import type { LifeTable } from '../life/life-table.js';
import { workOutFigures, type Figure } from './figures.js';

/** Milliseconds that an overview may take; figures that take longer are given as they were. */
const QUICK = 250;
/** Milliseconds that such figures may be old. */
const OLDEST = 60_000;
/** Milliseconds after which slow figures are worked out anew, so that they are there when they are asked for. */
const AGAIN = 0.75 * OLDEST;
/** Milliseconds for which that goes on when nobody asks any more. */
const WANTED = 24 * 60 * 60 * 1000;

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
   * out anew; for a day after, they are kept ready.
   * @throws ProblemError `query-unavailable`
   */
  read(): Promise<Overview>;
}

/** @param service IRI of the agent that has what nobody else has @param now for ages, in milliseconds */
export function createRecentFigures(
  store: Pick<GraphStore, 'query' | 'sequence'>,
  about: { readonly table: LifeTable; readonly service: string },
  now: () => number = Date.now,
): RecentFigures {
  let done: Remembered | undefined;
  let underWay: Remembered | undefined;
  let asked = 0;
  let timer: NodeJS.Timeout | undefined;
  const begin = (): Remembered => {
    const begun = now();
    const figures = workOutFigures(store, about.table, about.service);
    const asOf = new Date(begun).toISOString();
    const started: Remembered = {
      sequence: store.sequence,
      begun,
      overview: figures.then((all) => ({ figures: all, asOf })),
    };
    underWay = started;
    const end = (finished: Remembered | undefined): void => {
      started.took = now() - begun;
      done = finished ?? done;
      underWay = undefined;
      if (started.took > QUICK) keepReady();
    };
    started.overview.then(
      () => {
        end(started);
      },
      () => {
        end(undefined);
      },
    );
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
  /** Figures that hold a change: those under way where they began after it. */
  const since = (change: number): Promise<Overview> => {
    if (!underWay) return begin().overview;
    if (underWay.sequence >= change) return underWay.overview;
    const again = (): Promise<Overview> => since(change);
    return underWay.overview.then(again, again);
  };
  return {
    read: () => {
      asked = now();
      if (done?.sequence === store.sequence) return done.overview;
      const isRecent = done !== undefined && (done.took ?? 0) > QUICK && now() - done.begun < OLDEST;
      if (!done || !isRecent) return since(store.sequence);
      if (!underWay) begin();
      return done.overview;
    },
  };
}
