import { isAuthorised, type Client } from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import type { Command, Life, ReportLife } from '../../reports/index.js';
import type { RequestStatus } from './ask-status.js';
import { meaningOf } from './meanings.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

const NO_SWITCHES = { anonymousFile: false, anonymousRead: false };

/** What recording a status works with. */
export interface RecordingStatus {
  readonly life: Pick<Life, 'read' | 'perform' | 'table'>;
  readonly baseUrl: string;
}

/** A status with what it is of. */
export interface GivenStatus extends RequestStatus {
  /** IRI of the report. */
  readonly report: string;
  /** IRI of the organisation that it was brought to, for which this is done. */
  readonly organisation: string;
}

/**
 * Records what an endpoint says of a report, as commands of the organisation that has it; what was done already, or cannot
 * be done as things are, is left out.
 * @returns whether the organisation still has something to say about it
 * @throws ProblemError `storage-unavailable`
 */
export async function recordStatus(parts: RecordingStatus, given: GivenStatus): Promise<boolean> {
  const { status } = given;
  for (const name of meaningOf(status)) {
    const life = heldBy(parts, given);
    if (!life) return false;
    if (!parts.life.table.allowedIn(life.state).includes(name)) continue;
    await perform(parts, given, commandFor(name, given.notes));
  }
  return heldBy(parts, given) !== undefined;
}

/** The report while it is open and with the organisation. */
function heldBy({ life }: RecordingStatus, { report, organisation }: GivenStatus): ReportLife | undefined {
  const found = life.read(report);
  const holds = found?.handler === organisation && life.table.state(found.state).open;
  return holds ? found : undefined;
}

function commandFor(name: Command['name'], notes: string | undefined): Command {
  const text = (own: 'resolved' | 'refused' | 'closed'): string => notes ?? `${nl[own]} / ${en[own]}`;
  if (name === 'refuse') return { name, reason: 'not-our-asset', text: text('refused') };
  if (name === 'resolve') return { name, text: text('resolved') };
  if (name === 'close') return { name, outcome: 'closed', text: text('closed') };
  return { name: name === 'start' ? 'start' : 'accept' };
}

async function perform(
  { life, baseUrl }: RecordingStatus,
  { report, organisation }: GivenStatus,
  command: Command,
): Promise<void> {
  const id = `${baseUrl}/id/agent/open311`;
  const client: Client = {
    ...{ id, name: 'status at an Open311 endpoint', anonymous: false },
    ...{ roles: new Set(['manager']), organisation },
  };
  try {
    await life.perform({
      report,
      command,
      authorise: (action, owner) => {
        if (isAuthorised(client, action, owner, NO_SWITCHES)) return Promise.resolve(client);
        throw new ProblemError('forbidden', 'The report is with someone else by now.');
      },
    });
  } catch (error) {
    // Someone was quicker: what the report is by then counts.
    if (error instanceof ProblemError && ['forbidden', 'illegal-transition'].includes(error.type)) return;
    throw error;
  }
}
