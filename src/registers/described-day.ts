import { ProblemError } from '../problem.js';
import type { GraphStore } from '../store/graph-store.js';
import type { ImportFinding } from './import-run.js';
import type { ImportOptions } from './open-run.js';
import { registerGraph } from './register-graphs.js';
import { readRegisterVersions } from './versions.js';

/** Until tomorrow, by a clock that is two hours ahead of UTC at most. */
const AHEAD = 26 * 3_600_000;

/**
 * @param options.isLook whether nothing comes in force, so that it may be any day: who looks ahead asks of days to come
 * @throws ProblemError `invalid-parameter` where it is no day, or one after tomorrow
 */
export function checkDay({
  asOf,
  now,
  isLook = false,
}: Pick<ImportOptions, 'asOf' | 'now' | 'isLook'>): void {
  if (asOf === undefined) return;
  const time = Date.parse(`${asOf}T00:00:00Z`);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(`${asOf}T`))
    throw refusal(`"${asOf}" is not a day. Write it as 2026-11-23.`);
  if (!isLook && time > now().getTime() + AHEAD)
    throw refusal(
      `${asOf} is yet to come. Give the day that the files describe; that of the load where none is given. ` +
        'What a register of a day to come would change is told by a what-if, and by a dry run.',
    );
}

/** A remark where the files describe an earlier day than the version in force: older files may be loaded by mistake. */
export function earlierDay(
  store: GraphStore,
  { asOf, baseUrl, name }: Pick<ImportOptions, 'asOf' | 'baseUrl' | 'name'>,
): ImportFinding[] {
  const feature = registerGraph(baseUrl, name);
  const register = readRegisterVersions(store, baseUrl).find(({ iri }) => iri === feature);
  const inForce = register?.versions.at(-1)?.asOf;
  if (asOf === undefined || inForce === undefined || asOf >= inForce) return [];
  return [
    {
      feature,
      message: {
        nl: `De bestanden beschrijven ${asOf}; de versie die gold, beschreef ${inForce}. Kijk na of het niet oudere zijn.`,
        en: `The files describe ${asOf}; the version that was in force described ${inForce}. See whether they are not older ones.`,
      },
    },
  ];
}

function refusal(detail: string): ProblemError {
  return new ProblemError('invalid-parameter', detail, { parameter: 'asOf' });
}
