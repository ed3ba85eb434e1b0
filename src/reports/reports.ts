import type { Client } from '../access/index.js';
import type { DocumentLoader } from '../rdf/parse.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { Responsibility } from '../responsibility/index.js';
import type { GraphStore } from '../store/graph-store.js';
import { createAnswers, type Answers } from './answers.js';
import { createDeadlines } from './deadlines/deadlines.js';
import { startEscalation, type Escalation } from './deadlines/escalation.js';
import { findDuplicates, type Duplicate, type DuplicateQuestion } from './duplicates/find-duplicates.js';
import { watchOpenReports, type OpenReports } from './duplicates/open-reports.js';
import { createIntake, type Intake } from './intake.js';
import { createLife, type Life } from './life/life.js';
import { readLifeTable } from './life/life-table.js';
import { erasePersonal, type Erased, type ErasureGround } from './privacy/erasure.js';
import { createTurns, type Turns } from './turns.js';

const MINUTE = 60_000;
const MOST_REFUSALS = 2;

/** What the room of reports is made of. */
export interface ReportsParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  /** The report shapes. */
  readonly shapes: ShapeChecker;
  readonly documentLoader: DocumentLoader;
  readonly baseUrl: string;
  readonly now: () => Date;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** Milliseconds for which an idempotency key is remembered. */
  readonly idempotencyLifetime: number;
  /** Refusals after which a dispatcher gets a report; default 2. */
  readonly mostRefusals?: number | undefined;
  /** Milliseconds between two looks for terms that have passed; default a minute, 0 for never by itself. */
  readonly escalationInterval?: number | undefined;
}

/** Everything that happens to reports. */
export interface Reports {
  readonly intake: Intake;
  readonly answers: Answers;
  /** The life of reports after they are taken in. */
  readonly life: Life;
  readonly openReports: OpenReports;
  readonly escalation: Escalation;
  /** Changes of one report happen one after the other: everything that changes reports takes its turn here. */
  readonly turns: Turns;
  /** Open reports that may be about the same problem. */
  readonly findDuplicates: (question: DuplicateQuestion) => Promise<Duplicate[]>;
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
  const openReports = await watchOpenReports(store, table);
  const duplicatesOf = (question: DuplicateQuestion): Promise<Duplicate[]> =>
    findDuplicates(question, { open: openReports, responsibility, now: now() });
  const mostRefusals = parts.mostRefusals ?? MOST_REFUSALS;
  const life = createLife({
    store,
    responsibility,
    baseUrl,
    now,
    newId,
    turns,
    table,
    deadlines,
    mostRefusals,
  });
  const escalation = startEscalation(life, openReports, {
    now,
    interval: parts.escalationInterval ?? MINUTE,
    onError: (error) => {
      process.emitWarning(error instanceof Error ? error : String(error));
    },
  });
  return {
    intake: createIntake({ ...parts, deadlines, findDuplicates: duplicatesOf }),
    answers: createAnswers({ store, responsibility, baseUrl, newId, turns }),
    life,
    openReports,
    escalation,
    turns,
    findDuplicates: duplicatesOf,
    erase: (report, about) => erasePersonal({ store, baseUrl, now, newId, turns }, report, about),
    close: async () => {
      await escalation.close();
      openReports.close();
      deadlines.close();
    },
  };
}
