import type { OpenReports } from '../duplicates/open-reports.js';
import type { Life } from '../life/life.js';

/** Reports handled in one look, so that a long list does not keep everything else waiting. */
const MOST_AT_ONCE = 200;
const UNANSWERED = ['offered', 'reopened'];

/** Looks for terms that have passed. */
export interface Escalation {
  /** Looks once; gives how many reports were escalated or reminded of. */
  look(): Promise<number>;
  /** Stops, and waits for a look under way. */
  close(): Promise<void>;
}

/**
 * A report that nobody answered in time goes to a dispatcher; of one that is not solved in time, its manager is
 * reminded, once.
 * @param options.interval milliseconds between two looks; 0 for never by itself
 * @param options.onError told what went wrong in a look; the next one tries again
 */
export function startEscalation(
  life: Pick<Life, 'performOwn' | 'table'>,
  open: OpenReports,
  options: {
    readonly now: () => Date;
    readonly interval: number;
    readonly onError: (error: unknown) => void;
  },
): Escalation {
  let looking: Promise<number> | undefined;
  const look = (): Promise<number> =>
    (looking ??= lookOnce(life, open, options.now()).finally(() => (looking = undefined)));
  const timer =
    options.interval > 0
      ? setInterval(() => void look().catch(options.onError), options.interval).unref()
      : undefined;
  return {
    look,
    close: async () => {
      clearInterval(timer);
      await looking?.catch(() => undefined);
    },
  };
}

async function lookOnce(
  life: Pick<Life, 'performOwn' | 'table'>,
  open: OpenReports,
  now: Date,
): Promise<number> {
  const time = now.getTime();
  const due: [string, 'escalate' | 'remind'][] = [];
  for (const { report, state, answerBy, solveBy, reminded } of open.all()) {
    if (due.length >= MOST_AT_ONCE) break;
    if (UNANSWERED.includes(state)) {
      if (answerBy !== undefined && answerBy < time) due.push([report, 'escalate']);
    } else if (solveBy !== undefined && solveBy < time && !reminded) due.push([report, 'remind']);
  }
  const done = [];
  for (const [report, command] of due) done.push(await life.performOwn(report, command));
  return done.filter(Boolean).length;
}
