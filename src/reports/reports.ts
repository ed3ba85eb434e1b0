import type { Client } from '../access/index.js';
import type { Attachments } from '../attachments/index.js';
import type { Line } from '../rdf/nquads.js';
import type { DocumentLoader } from '../rdf/parse.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { Responsibility } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { startArchive, type Archive } from './archive.js';
import { createDeadlines } from './deadlines/deadlines.js';
import { startEscalation, type Escalation } from './deadlines/escalation.js';
import { findDuplicates, type Duplicate, type DuplicateQuestion } from './duplicates/find-duplicates.js';
import { watchOpenReports, type OpenReports } from './duplicates/open-reports.js';
import { createIntake, type Intake } from './intake.js';
import { createAncestry } from './ancestry.js';
import { createLife, type Life } from './life/life.js';
import { readLifeTable, type LifeTable } from './life/life-table.js';
import type { NoticeMeans } from './notices/check.js';
import { erasePersonal, type Erased, type ErasureGround } from './privacy/erasure.js';
import { startExpiry, type DueErasure, type Expiry } from './privacy/expiry.js';
import { createPolicies, type Policies } from './privacy/policies.js';
import { organisationsIn } from './organisations.js';
import { createTurns, type Turns } from './turns.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MOST_REFUSALS = 2;

/** What the room of reports is made of. */
export interface ReportsParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  readonly attachments: Attachments;
  /** The report shapes. */
  readonly shapes: ShapeChecker;
  readonly documentLoader: DocumentLoader;
  readonly baseUrl: string;
  readonly now: () => Date;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** What waits to be decided again about a report, as lines of the graph. */
  readonly waitingAbout: (report: string) => readonly Line[];
  /** Milliseconds for which an idempotency key is remembered. */
  readonly idempotencyLifetime: number;
  /** What notices to reporters can be sent; none where not given. */
  readonly notices?: NoticeMeans | undefined;
  /** Refusals after which a dispatcher gets a report; default 2. */
  readonly mostRefusals?: number | undefined;
  /** Milliseconds between two looks for terms that have passed; default a minute, 0 for never by itself. */
  readonly escalationInterval?: number | undefined;
  /** Milliseconds between two looks for personal data to erase; default an hour, 0 for never by itself. */
  readonly expiryInterval?: number | undefined;
  readonly onExpired?: ((due: DueErasure) => void) | undefined;
  /** Days after its last step for which a closed report is queried; default and 0 for ever. */
  readonly archiveAfterDays?: number | undefined;
  /** Milliseconds between two looks for reports to archive; default an hour, 0 for never by itself. */
  readonly archiveInterval?: number | undefined;
  /** Told how many reports were archived. */
  readonly onArchived?: ((reports: number) => void) | undefined;
}

/** Everything that happens to reports. */
export interface Reports {
  readonly intake: Intake;
  /** The life of reports after they are taken in. */
  readonly life: Life;
  readonly openReports: OpenReports;
  readonly escalation: Escalation;
  /** Changes of one report happen one after the other: everything that changes reports takes its turn here. */
  readonly turns: Turns;
  /** Open reports that may be about the same problem. */
  readonly findDuplicates: (question: DuplicateQuestion) => Promise<Duplicate[]>;
  /** What holds for the data of who reports something. */
  readonly policies: Policies;
  /** Erases personal data when it was kept as long as it may be. */
  readonly expiry: Expiry;
  /** Takes reports that are over out of what is queried. */
  readonly archive: Archive;
  /** Erases who reported something, wherever that is. @throws ProblemError `not-found`, `storage-unavailable` */
  readonly erase: (
    report: string,
    about: {
      readonly client: Pick<Client, 'id'>;
      readonly ground: ErasureGround;
      readonly requestId?: string;
    },
  ) => Promise<Erased>;
}

/** Puts the room together, and reads the open reports. */
export async function startReports(
  parts: ReportsParts,
): Promise<Reports & { readonly close: () => Promise<void> }> {
  const { store, responsibility, baseUrl, now, newId } = parts;
  const turns = createTurns();
  const table = readLifeTable();
  const deadlines = createDeadlines(store, responsibility);
  const ancestry = createAncestry(store);
  const openReports = await watchOpenReports(store, table);
  const organisationsAbove = (iri: string): Promise<readonly string[]> => ancestry.of(iri);
  const duplicatesOf = (question: DuplicateQuestion): Promise<Duplicate[]> =>
    findDuplicates(question, { open: openReports, responsibility, now: now() });
  const life = createLife({
    store,
    responsibility,
    baseUrl,
    now,
    newId,
    turns,
    table,
    deadlines,
    organisationsAbove,
    waitingAbout: parts.waitingAbout,
    isOrganisation: organisationsIn(store),
    mostRefusals: parts.mostRefusals ?? MOST_REFUSALS,
  });
  const escalation = startEscalation(life, openReports, {
    now,
    interval: parts.escalationInterval ?? MINUTE,
    onError,
  });
  const privacy = startPrivacy(parts, { table, turns });
  const archive = startArchive({ ...parts, table, turns, onError });
  return {
    intake: createIntake({
      ...parts,
      deadlines,
      policies: privacy.policies,
      organisationsAbove,
      findDuplicates: duplicatesOf,
    }),
    life,
    openReports,
    escalation,
    turns,
    findDuplicates: duplicatesOf,
    policies: privacy.policies,
    expiry: privacy.expiry,
    erase: privacy.erase,
    archive,
    close: async () => {
      await archive.close();
      await escalation.close();
      await privacy.close();
      openReports.close();
      deadlines.close();
      ancestry.close();
    },
  };
}

function onError(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

/** What concerns the data of those who report. */
function startPrivacy(
  {
    store,
    attachments,
    responsibility,
    baseUrl,
    now,
    newId,
    expiryInterval = HOUR,
    onExpired = () => undefined,
  }: ReportsParts,
  { table, turns }: { readonly table: LifeTable; readonly turns: Turns },
): Pick<Reports, 'policies' | 'expiry' | 'erase'> & { readonly close: () => Promise<void> } {
  const policies = createPolicies(store, responsibility);
  const erase: Reports['erase'] = (report, about) =>
    erasePersonal({ store, attachments, baseUrl, now, newId, turns }, report, about);
  const client = { id: `${baseUrl}/id/agent/service` };
  const expiry = startExpiry({
    store,
    baseUrl,
    table,
    policies,
    erase: (report) => erase(report, { client, ground: 'expired' }),
    eraseUnused: () => attachments.eraseUnused(client.id),
    now,
    interval: expiryInterval,
    onExpired,
    onError,
  });
  return {
    policies,
    expiry,
    erase,
    close: async () => {
      await expiry.close();
      policies.close();
    },
  };
}
