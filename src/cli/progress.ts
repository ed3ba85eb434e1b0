import { SingleBar } from 'cli-progress';
import type { CheckProgress } from '../rulesets/index.js';

/** Milliseconds between two lines where there is no terminal. */
const LINE_INTERVAL = 5000;

/** Shows how far something is. */
export interface Progress {
  /** @param note a few words that stand behind the bar */
  update(done: number, total: number | undefined, note: string): void;
  /** Ends the bar, so that what is printed next starts on a line of its own. */
  stop(): void;
}

/** A bar on a terminal; elsewhere, such as in a log, a plain line now and then. Both go to standard error. */
export function createProgress(label: string): Progress {
  return process.stderr.isTTY ? bar(label) : lines(label);
}

function bar(label: string): Progress {
  const single = new SingleBar({
    format: `${label} {bar} {percentage} % {note}`,
    // Ctrl-C ends the program at once, and would leave the terminal without one.
    hideCursor: false,
    clearOnComplete: true,
    stream: process.stderr,
  });
  let started = false;
  return {
    update: (done, total, note) => {
      if (!started) single.start(Math.max(total ?? done, 1), 0, { note });
      started = true;
      single.setTotal(Math.max(total ?? done, 1));
      single.update(done, { note });
    },
    stop: () => {
      if (started) single.stop();
    },
  };
}

function lines(label: string): Progress {
  let last = performance.now();
  return {
    update: (done, total, note) => {
      if (performance.now() - last < LINE_INTERVAL) return;
      last = performance.now();
      const share = total ? `${String(Math.floor((100 * done) / total))} %, ` : '';
      process.stderr.write(`${label}: ${share}${note}\n`);
    },
    stop: () => undefined,
  };
}

const PHASES: Readonly<Record<CheckProgress['phase'], string>> = {
  shapes: 'rules held against the shapes',
  examples: 'examples decided',
};

/** Runs the check of a rule set, and shows how far it is. */
export async function checkProgress<T>(
  name: string,
  check: (onProgress: (progress: CheckProgress) => void) => Promise<T>,
): Promise<T> {
  const progress = createProgress(`Checking ${name}`);
  try {
    return await check(({ phase, done, all }) => {
      progress.update(done, all, `${String(done)} of ${String(all)} ${PHASES[phase]}`);
    });
  } finally {
    progress.stop();
  }
}
