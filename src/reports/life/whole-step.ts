import { ww } from '../../rdf/namespaces.js';
import type { Read } from './family.js';
import type { ReportLife } from './life-of.js';
import { serviceOf, type PlanContext } from './planners.js';
import type { Plan } from './step.js';

const SOLVED = ['solved', 'finished'];

/**
 * What the steps of parts come to for their whole, if anything.
 * @param stateOf key of the state to which a report is going, by its IRI; `undefined` where it stays where it is
 */
export function stepOfWhole(
  context: PlanContext & { readonly read: Read },
  whole: ReportLife,
  stateOf: (report: string) => string | undefined,
): Plan | undefined {
  const { read, table } = context;
  const ends = whole.parts.map((part) => partEnd(read(part), stateOf(part)));
  const anyOpen = ends.some(({ state }) => table.state(state).open);
  const handler = whole.handler ?? serviceOf(context);
  if (whole.state === 'split' && !anyOpen) return { command: 'end-parts', state: endOf(ends), handler };
  if (anyOpen && table.allowedIn(whole.state).includes('reopen-part'))
    return { command: 'reopen-part', state: 'split', handler };
  return undefined;
}

/** Where a part of a whole is, and whether it was solved before it was sealed. */
interface PartEnd {
  readonly state: string;
  readonly isSolved: boolean;
}

/** @param state where it is going; where it is, if not given */
function partEnd(part: ReportLife | undefined, state = part?.state ?? 'closed'): PartEnd {
  const wasSolved = part?.lines.some((line) => line.includes(`<${ww('solvedAfter')}>`)) ?? false;
  return { state, isSolved: SOLVED.includes(state) || (state === 'final' && wasSolved) };
}

/** A whole is solved where any part of it was: the rest was found not to need doing. */
function endOf(ends: readonly PartEnd[]): string {
  return ends.some(({ isSolved }) => isSolved) ? 'solved' : 'closed';
}
