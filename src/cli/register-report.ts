import { createInterface } from 'node:readline/promises';
import type { RegisterDifference } from '../registers/index.js';

/** Pairs of managers that are shown. */
const SHOWN_PAIRS = 10;

/** The difference between two versions of a register, as lines for a person. */
export function differenceText({
  added,
  removed,
  changed,
  managersChanged,
  pairs,
  listed,
}: Omit<RegisterDifference, 'touched'>): string {
  const lines = [
    `  ${String(added)} added, ${String(removed)} removed, ${String(changed)} changed; ${String(managersChanged)} with another manager`,
    ...pairs
      .slice(0, SHOWN_PAIRS)
      .map(({ from, to, count }) => `  ${String(count)} × ${managers(from)} → ${managers(to)}`),
    ...(pairs.length > SHOWN_PAIRS ? [`  … and ${String(pairs.length - SHOWN_PAIRS)} more pairs`] : []),
    ...listed.slice(0, SHOWN_PAIRS).map(({ feature }) => `  <${feature}>`),
    ...(managersChanged > SHOWN_PAIRS
      ? [`  … and ${String(managersChanged - SHOWN_PAIRS)} more things`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function managers(iris: readonly string[]): string {
  return iris.length === 0 ? 'nobody' : iris.map((iri) => `<${iri}>`).join(' and ');
}

/** Asks a question on the terminal; only "y" or "yes" (or Dutch "j", "ja") is a yes, and to close the terminal is a no. */
export async function askYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // What was asked stays open for ever where the terminal is closed instead of an answer: Ctrl-C, Ctrl-D.
  const closed = new Promise<string>((resolve) => {
    terminal.once('close', () => {
      resolve('');
    });
  });
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `).catch(() => ''), closed]);
    return /^(?:y|yes|j|ja)$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
