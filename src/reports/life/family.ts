import type { ReportLife } from './life-of.js';

type Read = (report: string) => ReportLife | undefined;

/** Generations that are looked at: parts of parts are rare, and nobody divides a report ten times over. */
const MOST_GENERATIONS = 10;

/** The report that a part was divided from, at the top; the report itself where it is no part. Who reported that, reported the part. */
export function outermostOf(life: ReportLife, read: Read): ReportLife {
  let whole = life;
  for (let generation = 0; generation < MOST_GENERATIONS && whole.partOf !== undefined; generation += 1) {
    const next = read(whole.partOf);
    if (!next) break;
    whole = next;
  }
  return whole;
}

/** The parts of a report, and their parts. */
export function partsBelow(life: ReportLife, read: Read, generations = MOST_GENERATIONS): ReportLife[] {
  if (generations === 0) return [];
  return life.parts.flatMap((iri) => {
    const part = read(iri);
    return part ? [part, ...partsBelow(part, read, generations - 1)] : [];
  });
}
