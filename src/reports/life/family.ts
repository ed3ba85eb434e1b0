import type { ReportLife } from './life-of.js';

/** Reads a report; `undefined` where there is none such. */
export type Read = (report: string) => ReportLife | undefined;

/** Generations that are looked at: parts of parts are rare, and nobody divides a report ten times over. */
const MOST_GENERATIONS = 10;

/** The reports that a part was divided from, from the nearest to the top; none where it is no part. */
export function wholesAbove(life: ReportLife, read: Read): ReportLife[] {
  const wholes: ReportLife[] = [];
  let whole = life;
  while (whole.partOf !== undefined && wholes.length < MOST_GENERATIONS) {
    const next = read(whole.partOf);
    if (!next) break;
    wholes.push(next);
    whole = next;
  }
  return wholes;
}

/** The report that a part was divided from, at the top; the report itself where it is no part. Who reported that, reported the part. */
export function outermostOf(life: ReportLife, read: Read): ReportLife {
  return wholesAbove(life, read).at(-1) ?? life;
}

/** The parts of a report, and their parts. */
export function partsBelow(life: ReportLife, read: Read, generations = MOST_GENERATIONS): ReportLife[] {
  if (generations === 0) return [];
  return life.parts.flatMap((iri) => {
    const part = read(iri);
    return part ? [part, ...partsBelow(part, read, generations - 1)] : [];
  });
}

/**
 * IRIs of the reports that a command on one may change: its wholes and parts, and what was merged into any of these, with
 * theirs; and the one that it was merged into.
 */
export function hangingTogether(life: ReportLife, read: Read): string[] {
  const found = new Map([[life.iri, life]]);
  // Entries that are put in meanwhile are walked through as well.
  for (const { partOf, parts, merged } of found.values())
    for (const iri of [...(partOf === undefined ? [] : [partOf]), ...parts, ...merged]) {
      const other = found.has(iri) ? undefined : read(iri);
      if (other) found.set(iri, other);
    }
  return [...found.keys(), ...(life.mergedInto === undefined ? [] : [life.mergedInto])];
}
