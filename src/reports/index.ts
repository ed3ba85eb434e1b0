/** Reports: taking them in, whole or not at all, and deciding about them again. */
export { createAncestry } from './ancestry.js';
export type { Ancestry } from './ancestry.js';
export type { Archive } from './archive.js';
export { archivedReportOf, archiveGraph } from './archive-graph.js';
export { createDeadlines } from './deadlines/deadlines.js';
export type { Deadlines, Terms } from './deadlines/deadlines.js';
export { startEscalation } from './deadlines/escalation.js';
export { createWorkingDays } from './deadlines/working-days.js';
export { findDuplicates, THRESHOLD } from './duplicates/find-duplicates.js';
export type { Duplicate, DuplicateQuestion } from './duplicates/find-duplicates.js';
export { watchOpenReports } from './duplicates/open-reports.js';
export type { OpenReport, OpenReports } from './duplicates/open-reports.js';
export { createRecentFigures, type RecentFigures } from './figures/recent-figures.js';
export type { Figure, ManagerKind } from './figures/figures.js';
export { clientOfFollowLink, followerOf } from './follow.js';
export type { Follower, NoticeRoute } from './follow.js';
export { readAuditedSteps, readFiling } from './life/audit.js';
export type { AuditedStep } from './life/audit.js';
export type { Command, CommandName, Part } from './life/commands.js';
export { partsBelow } from './life/family.js';
export { createLife, serviceClient } from './life/life.js';
export type { Life, LifeParts, Order } from './life/life.js';
export { excludedIn } from './life/life-of.js';
export type { LifeEntry, ReportLife } from './life/life-of.js';
export { commandsOf, lifeIri, lifeKey, readLifeTable } from './life/life-table.js';
export { heldBecause, NotRedecided, otherAnswer } from './life/redecision.js';
export type { Held } from './life/redecision.js';
export type { LifeState, LifeTable } from './life/life-table.js';
export { outboxRecord } from './life/outbox.js';
export type { OutboxEvent } from './life/outbox.js';
export { decisionChange } from './decide-anew.js';
export { createIntake } from './intake.js';
export type { Accepted, Intake, IntakeParts, Submission } from './intake.js';
export { DEFAULT_ACCURACY } from './normalise.js';
export type { Finding } from './normalise.js';
export type { NoticeMeans } from './notices/check.js';
export { readNoticeChoice, type NoticeChoice } from './notices/choice.js';
export { changeNotices, noticeRoute, noticeToken, type ChangingNotices } from './notices/notices.js';
export {
  changeSubscription,
  createSubscription,
  readSubscriberChoice,
  subscriberToken,
  subscribersOf,
  type Subscriber,
} from './notices/subscription.js';
export { exportPersonal } from './privacy/export.js';
export { erasePersonal } from './privacy/erasure.js';
export type { Erased, ErasureGround, ErasureParts } from './privacy/erasure.js';
export { unmasked } from './privacy/unmasked.js';
export type { DueErasure, Expiry } from './privacy/expiry.js';
export { createPolicies } from './privacy/policies.js';
export type { PersonalDataPolicy, Policies } from './privacy/policies.js';
export { maskText } from './privacy/mask.js';
export { personalGraph, readPersonal, reportId } from './privacy/personal-graph.js';
export { readersOf, readRecordOf } from './privacy/readers.js';
export type { PersonalRead } from './privacy/readers.js';
export { startReports } from './reports.js';
export type { Reports, ReportsParts } from './reports.js';
export { readStoredReport } from './stored-report.js';
export type { StoredReport } from './stored-report.js';
export { createTurns } from './turns.js';
export type { Turns } from './turns.js';
export { replayDecision } from './replay.js';
export type { Replay } from './replay.js';
export { replayToJson, replayToText } from './replay-forms.js';
export type { ReplayJson } from './replay-forms.js';
export { whatIfToCsv, whatIfToJson, whatIfToText } from './what-if/plain-forms.js';
export { whatIfLines } from './what-if/record.js';
export { whatIf } from './what-if/what-if.js';
export type { WhatIf, WhatIfChange, WhatIfParts, WhatIfRequest } from './what-if/what-if.js';
