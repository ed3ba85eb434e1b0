import type { Weighed } from '../../responsibility/index.js';
import { excludedIn, type ReportLife } from './life-of.js';
import { offerDecision, type PlanContext } from './planners.js';
import type { Plan } from './step.js';

/** Why a report keeps the decision it has: a person handed it to someone, or its parts have decisions of their own. */
export type Held = 'reassigned' | 'split';

/** To decide about a report again, since registers or rules changed. */
export interface RedecideCommand {
  readonly name: 'redecide';
}

/** What stands in the way of a new decision. */
export class NotRedecided extends Error {
  /** @param why held back; `same` where the answer is the one in force */
  constructor(readonly why: Held | 'same') {
    super(`Not decided again: ${why}`);
  }
}

const BY_HAND = ['assign', 'transfer'];
const BY_DECISION = ['file', 'refuse', 'choose', 'redecide', 'escalate'];

/** Why a change of registers or rules leaves the decision about a report alone, if it does. */
export function heldBecause({ state, history }: Pick<ReportLife, 'state' | 'history'>): Held | undefined {
  if (state === 'split') return 'split';
  const last = history.findLast(({ command }) => BY_HAND.includes(command) || BY_DECISION.includes(command));
  return last && BY_HAND.includes(last.command) ? 'reassigned' : undefined;
}

/**
 * Whether a new decision would change who has a report. It does not where whoever has it comes out, or where only those
 * that refused make the difference.
 * @param from IRIs of whom the decision in force leads to, sorted
 * @param weigh decides about the report, without the managers that it is given
 */
export async function otherAnswer(
  life: ReportLife,
  from: readonly string[],
  weigh: (excluded: readonly string[]) => Promise<Weighed>,
): Promise<Weighed | undefined> {
  const excluded = excludedIn(life);
  const weighed = await weigh(excluded);
  const to = weighed.managers;
  if (to.join(' ') === from.join(' ') || (to.length === 1 && to[0] === life.handler)) return undefined;
  if (from.length > 0 && from.every((manager) => excluded.includes(manager))) {
    const plain = await weigh([]);
    if (plain.managers.join(' ') === from.join(' ')) return undefined;
  }
  return weighed;
}

/**
 * The report is decided about again and offered to whoever comes out, so that the handshake begins anew.
 * @throws NotRedecided
 */
export async function planRedecision(context: PlanContext): Promise<Plan> {
  const { life, responsibility } = context;
  const held = heldBecause(life);
  if (held) throw new NotRedecided(held);
  const other = await otherAnswer(life, life.managers, (excluded) =>
    responsibility.weigh({ ...life.question, excluded }),
  );
  if (!other) throw new NotRedecided('same');
  return { command: 'redecide', ...(await offerDecision(context, await other.explain())) };
}
