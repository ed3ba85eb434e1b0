import { ProblemError } from '../problem.js';

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

/** @param successions one per pair of organisations in an event */
export function createSuccessions(successions: readonly Succession[]): Successions {
  const byOrigin = groupByOrigin(successions);
  const follow = (organisation: string, day: string, path: readonly Succession[]): Successor[] => {
    const since = path.at(-1)?.date ?? '';
    const later = (byOrigin.get(organisation) ?? []).filter(
      ({ date, event }) => date >= since && date <= day && !path.some((step) => step.event === event),
    );
    const first = later.reduce<string | undefined>(
      (least, { date }) => (least === undefined || date < least ? date : least),
      undefined,
    );
    const next = later.filter(({ date }) => date === first);
    // Who comes out of its own change has not ended.
    if (next.length === 0 || next.some(({ to }) => to === organisation))
      return [{ organisation, steps: path }];
    return next.flatMap((step) => follow(step.to, day, [...path, step]));
  };
  return {
    isEmpty: successions.length === 0,
    successorsOf: (organisation, day) => {
      if (!byOrigin.has(organisation)) return [{ organisation, steps: [] }];
      const found = follow(organisation, day, []);
      return [...new Map(found.reverse().map((one) => [one.organisation, one])).values()].reverse();
    },
  };
}

function groupByOrigin(successions: readonly Succession[]): Map<string, Succession[]> {
  const byOrigin = new Map<string, Succession[]>();
  for (const succession of successions)
    byOrigin.set(succession.from, [...(byOrigin.get(succession.from) ?? []), succession]);
  return byOrigin;
}

/**
 * Refuses successions that lead back to where they began on one and the same day: nobody could say who is there in the
 * end. On different days it may be, as when a merger is undone.
 * @throws ProblemError `invalid-register` naming the organisations of each circle
 */
export function refuseCircles(successions: readonly Succession[]): void {
  const circles = new Set<string>();
  const byDay = new Map<string, Succession[]>();
  for (const succession of successions)
    if (succession.from !== succession.to)
      byDay.set(succession.date, [...(byDay.get(succession.date) ?? []), succession]);
  for (const [day, ofDay] of byDay) {
    const byOrigin = groupByOrigin(withoutThoseWhoStay(ofDay, successions));
    for (const origin of byOrigin.keys()) {
      const circle = circleFrom(origin, byOrigin, [origin]);
      if (circle)
        circles.add(
          `${[...circle]
            .sort()
            .map((iri) => `<${iri}>`)
            .join(', ')} on ${day}`,
        );
    }
  }
  if (circles.size === 0) return;
  throw new ProblemError(
    'invalid-register',
    `Organisations succeed each other in a circle: ${[...circles].join('; ')}. Correct org:originalOrganization and org:resultingOrganization, or the dates of the events.`,
    { circles: [...circles] },
  );
}

/** An organisation that comes out of its own event goes on, so that nothing is followed from it. */
function withoutThoseWhoStay(ofDay: readonly Succession[], all: readonly Succession[]): Succession[] {
  return ofDay.filter(
    ({ from, event }) =>
      !all.some((other) => other.event === event && other.from === from && other.to === from),
  );
}

function circleFrom(
  at: string,
  byOrigin: ReadonlyMap<string, readonly Succession[]>,
  path: readonly string[],
): readonly string[] | undefined {
  for (const { to } of byOrigin.get(at) ?? []) {
    if (to === path[0]) return path;
    if (path.includes(to)) continue;
    const circle = circleFrom(to, byOrigin, [...path, to]);
    if (circle) return circle;
  }
  return undefined;
}
