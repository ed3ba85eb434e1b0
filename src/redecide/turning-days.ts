import { dayAfter, dayOf, isDay } from '../rdf/day.js';
import { readQuery } from '../rdf/query-text.js';
import { readSuccessions } from '../registers/index.js';
import type { GraphStore } from '../store/graph-store.js';

const periodsQuery = readQuery('redecide/periods.rq');

/** Milliseconds after which it is looked again whether another day has begun. */
const LOOK_AGAIN = 600_000;

/** What watching the days works with. */
export interface DayParts {
  readonly store: GraphStore;
  readonly now: () => Date;
  readonly onError?: (error: unknown) => void;
}

/** Watches which day it is. */
export interface DayWatch {
  /** Resolves when nothing is being looked at. */
  settled(): Promise<void>;
  /** Ends the watching. */
  close(): Promise<void>;
}

/**
 * Calls back when a day begins on which answers may turn though nothing was changed: a rule or an agreement begins or has
 * ended, or an organisation takes over. Days that passed while no process ran count from the last change in the log.
 */
export function watchDays(parts: DayParts, onTurn: () => void): DayWatch {
  let last = lastDay(parts);
  let looking = Promise.resolve();
  const look = async (): Promise<void> => {
    const today = dayOf(parts.now());
    if (today <= last) return;
    if (await turnsBetween(parts.store, last, today)) onTurn();
    last = today;
  };
  const lookInTurn = (): void => {
    // What fails is looked for again the next time, since the day has not been passed.
    looking = looking.then(look).catch((error: unknown) => parts.onError?.(error));
  };
  lookInTurn();
  const timer = setInterval(lookInTurn, LOOK_AGAIN).unref();
  return {
    settled: () => looking,
    close: () => {
      clearInterval(timer);
      return looking;
    },
  };
}

/** The day of the last change; today where there is none. */
function lastDay({ store, now }: DayParts): string {
  const [entry] = store.log(store.sequence - 1);
  return dayOf(entry ? new Date(entry.time) : now());
}

/** Whether anything that decisions rest on begins or ends after one day, up to and with another. */
async function turnsBetween(store: GraphStore, after: string, until: string): Promise<boolean> {
  const isWithin = (day: string): boolean => after < day && day <= until;
  for (const { from, through } of await store.select(periodsQuery())) {
    if (from && isWithin(from.value)) return true;
    if (through && isDay(through.value) && isWithin(dayAfter(through.value))) return true;
  }
  return (await readSuccessions(store)).some(({ date }) => isWithin(date));
}
