import { ProblemError } from '../problem.js';
import { findCircles } from './circles.js';

/** One organisation that took over from another, in a change event (W3C Organization Ontology, section 5.6). */
export interface Succession {
  /** IRI of the `org:ChangeEvent`. */
  readonly event: string;
  /** `org:originalOrganization`. */
  readonly from: string;
  /** `org:resultingOrganization`. */
  readonly to: string;
  /** The day from which it holds, `xsd:date`. */
  readonly date: string;
  /** IRI of the register that says so. */
  readonly register: string;
}

/** An organisation that another one has led to, with the events on the way. */
export interface Successor {
  readonly organisation: string;
  readonly steps: readonly Succession[];
}

/** Who took over from whom. */
export interface Successions {
  readonly isEmpty: boolean;
  /**
   * Who stands in an organisation's place on a day, after every event until then: itself, one successor, or several
   * where it was divided.
   * @param day `xsd:date`
   */
  successorsOf(organisation: string, day: string): readonly Successor[];
}

/** An organisation at a moment: what came before `since` no longer changes who it leads to. */
interface Stand {
  readonly organisation: string;
  readonly since: string;
}

/** A way to a successor, in links that the ways through the same organisation share. */
interface Way {
  readonly organisation: string;
  readonly step?: Succession;
  readonly rest?: Way;
}

/** Circles that are named in a refusal. */
const NAMED_CIRCLES = 20;

/**
 * @param successions one per pair of organisations in an event
 * @param onVisit told of each organisation that is looked at on the way
 */
export function createSuccessions(
  successions: readonly Succession[],
  onVisit?: (organisation: string) => void,
): Successions {
  // In an order of their own: where they go round in a circle, the order decides where the way ends.
  const byOrigin = groupByOrigin(withoutThoseWhoStay(successions).sort(inOrder));
  return {
    isEmpty: successions.length === 0,
    successorsOf: (organisation, day) => {
      const ways = waysFrom({ organisation, since: '' }, (stand) => {
        onVisit?.(stand.organisation);
        return nextSteps(byOrigin.get(stand.organisation) ?? [], stand.since, day);
      });
      return ways.map((way) => ({ organisation: way.organisation, steps: stepsOf(way) }));
    },
  };
}

/** The events that are the first to come, on or after a day and until another. */
function nextSteps(steps: readonly Succession[], since: string, day: string): readonly Succession[] {
  const later = steps.filter(({ date }) => date >= since && date <= day);
  const first = later.reduce((least, { date }) => (date < least ? date : least), later[0]?.date ?? '');
  return later.filter(({ date }) => date === first);
}

/**
 * The ways from a stand to each who is there in the end, the first found to each. Each stand is looked at once, however
 * many ways lead through it, and without recursion, as a chain may be long.
 */
function waysFrom(start: Stand, next: (stand: Stand) => readonly Succession[]): readonly Way[] {
  const found = new Map<string, readonly Way[]>();
  const begun = new Map<string, readonly Succession[]>();
  const stack = [start];
  for (let stand = stack.at(-1); stand; stand = stack.at(-1)) {
    const key = keyOf(stand);
    const steps = begun.get(key);
    if (!steps) {
      const ahead = next(stand);
      begun.set(key, ahead);
      for (const step of [...ahead].reverse())
        if (!begun.has(keyOf(standAfter(step)))) stack.push(standAfter(step));
      continue;
    }
    stack.pop();
    if (!found.has(key)) found.set(key, joinWays(stand, steps, found));
  }
  return found.get(keyOf(start)) ?? [];
}

/** The ways of a stand, from those of the stands that its steps lead to; what goes round in a circle leads nowhere. */
function joinWays(
  { organisation }: Stand,
  steps: readonly Succession[],
  found: ReadonlyMap<string, readonly Way[]>,
): readonly Way[] {
  const ways = new Map<string, Way>();
  for (const step of steps)
    for (const rest of found.get(keyOf(standAfter(step))) ?? [])
      if (!ways.has(rest.organisation))
        ways.set(rest.organisation, { organisation: rest.organisation, step, rest });
  return ways.size === 0 ? [{ organisation }] : [...ways.values()];
}

function stepsOf(way: Way): Succession[] {
  const steps: Succession[] = [];
  for (let at: Way | undefined = way; at?.step; at = at.rest) steps.push(at.step);
  return steps;
}

function standAfter({ to, date }: Succession): Stand {
  return { organisation: to, since: date };
}

function keyOf({ organisation, since }: Stand): string {
  return `${since} ${organisation}`;
}

function inOrder(a: Succession, b: Succession): number {
  const [one, other] = [a, b].map(({ date, to, event }) => `${date} ${to} ${event}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function groupByOrigin(successions: readonly Succession[]): Map<string, Succession[]> {
  return groupBy(successions, ({ from }) => from);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** An organisation that comes out of its own event goes on, so that nothing is followed from it there. */
function withoutThoseWhoStay(successions: readonly Succession[]): Succession[] {
  const staying = new Set(
    successions.flatMap(({ event, from, to }) => (from === to ? [`${event} ${from}`] : [])),
  );
  return successions.filter(({ event, from }) => !staying.has(`${event} ${from}`));
}

/**
 * Refuses successions that lead back to where they began on one and the same day: nobody could say who is there in the
 * end. On different days it may be, as when a merger is undone.
 * @throws ProblemError `invalid-register` naming the organisations of each circle
 */
export function refuseCircles(successions: readonly Succession[]): void {
  const circles = new Set<string>();
  const byDay = groupBy(withoutThoseWhoStay(successions), ({ date }) => date);
  for (const [day, ofDay] of byDay) {
    const byOrigin = groupByOrigin(ofDay);
    const next = (organisation: string): string[] => (byOrigin.get(organisation) ?? []).map(({ to }) => to);
    for (const circle of findCircles(byOrigin.keys(), next, NAMED_CIRCLES)) {
      const names = [...circle].sort().map((iri) => `<${iri}>`);
      circles.add(`${names.join(', ')} on ${day}`);
    }
  }
  if (circles.size === 0) return;
  const named = [...circles].slice(0, NAMED_CIRCLES);
  throw new ProblemError(
    'invalid-register',
    `Organisations succeed each other in a circle: ${named.join('; ')}. Correct org:originalOrganization and org:resultingOrganization, or the dates of the events.`,
    { circles: named },
  );
}
