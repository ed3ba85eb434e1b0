import type { Engine } from '../engine.js';
import type { Applied, Redecision } from '../redecide/index.js';
import { createProgress } from './progress.js';

/** Milliseconds between two looks at how far a scan is. */
const INTERVAL = 200;

/** Waits until all open reports that a change may touch were looked at, with a bar, and tells what was found. */
export async function showScan({ redecide }: Engine): Promise<void> {
  const progress = createProgress('Looking at open reports');
  const watch = setInterval(() => {
    const at = redecide.progress();
    if (at) progress.update(at.done, at.total, `${String(at.found)} would change`);
  }, INTERVAL);
  try {
    await redecide.settled();
  } finally {
    clearInterval(watch);
    progress.stop();
  }
  const waiting = redecide.list().filter(({ state }) => state === 'waiting').length;
  if (waiting > 0)
    process.stdout.write(
      `${String(waiting)} open reports would get another answer; see: wegwijzer redecide list\n`,
    );
}

const KEPT: Readonly<Record<Applied['kept'][number]['reason'], string>> = {
  reassigned: 'a person gave it to someone by hand',
  split: 'it was divided, and its parts have decisions of their own',
};

/** What became of reports that were to be decided again. */
export function appliedText({ applied, settled, kept, unknown }: Applied): string {
  const counts = [
    `${String(applied.length)} decided again`,
    `${String(settled.length)} wait no longer`,
    `${String(kept.length)} left as they are`,
    `${String(unknown.length)} did not wait`,
  ].join(', ');
  return [`${counts}.`, ...kept.map(({ report, reason }) => `${report}: ${KEPT[reason]}`), ''].join('\n');
}

/** One line about what waits. */
export function redecisionText({ report, from, to, why, state, held }: Redecision): string {
  const names = (iris: readonly string[]): string => (iris.length === 0 ? 'nobody' : iris.join(' or '));
  const mark = state === 'dismissed' ? ' (dismissed)' : held ? ` (stays: ${KEPT[held]})` : '';
  return `${report}${mark}\n  ${names(from)} → ${names(to)}\n  ${why.en}\n`;
}
