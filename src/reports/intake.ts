import type { Attachments } from '../attachments/index.js';
import { ProblemError } from '../problem.js';
import { literal, namedNode, quad } from '../rdf/terms.js';
import { activityStreams, dct, geo, oa, xsd } from '../rdf/namespaces.js';
import { quadToLine, type Line } from '../rdf/nquads.js';
import { parseRdf, type DocumentLoader } from '../rdf/parse.js';
import type { RdfMediaType } from '../rdf/media-types.js';
import type { Decision, Question, Responsibility } from '../responsibility/index.js';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import {
  checkReport,
  findingsOfPlace,
  invalid,
  objectsOf,
  onlyReport,
  type CheckParts,
} from './check-report.js';
import type { Deadlines } from './deadlines/deadlines.js';
import type { Duplicate, DuplicateQuestion } from './duplicates/find-duplicates.js';
import { gatherFindings } from './findings.js';
import { createFollowLink, repeatedFollowLink } from './follow.js';
import { createIdempotency } from './idempotency.js';
import { filingRecord } from './life/audit.js';
import { outboxRecord, type OutboxEvent } from './life/outbox.js';
import { DEFAULT_ACCURACY, type NormalisedReport } from './normalise.js';

import { withNotices } from './notices/notices.js';
import { maskReport } from './privacy/mask-report.js';
import { addPersonal, personalGraph } from './privacy/personal-graph.js';
import type { Policies } from './privacy/policies.js';
import { requireReporter } from './privacy/require-reporter.js';
import { reportLines, reportNames, type ReportNames } from './report-graph.js';
import { reportJson } from './report-json.js';

/** JSON values of a report in JSON-LD; most have some fifty, with the context. */
const MOST_VALUES = 4000;

/** What intake is made of. */
export interface IntakeParts extends CheckParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  readonly attachments: Pick<Attachments, 'attach'>;
  readonly deadlines: Deadlines;
  readonly policies: Pick<Policies, 'policyFor'>;
  /** An organisation with those above it. */
  readonly organisationsAbove: (iri: string) => Promise<readonly string[]>;
  /** Open reports that may be about the same problem. */
  readonly findDuplicates: (question: DuplicateQuestion) => Promise<Duplicate[]>;
  readonly documentLoader: DocumentLoader;
  readonly now: () => Date;
  /** Makes a UUID. */
  readonly newId: () => string;
  /** Milliseconds for which an idempotency key is remembered. */
  readonly idempotencyLifetime: number;
}

/** A report as it arrives. */
export interface Submission {
  readonly body: Buffer;
  readonly mediaType: RdfMediaType;
  /** Keeps the files that came with it, when nothing is wrong with the report. @returns their addresses */
  readonly keepFiles?: (() => Promise<readonly string[]>) | undefined;
  /** Digest of these files as they were sent, to tell whether a request is the same. */
  readonly filesDigest?: Buffer | undefined;
  readonly idempotencyKey?: string | undefined;
  /** IRI of the client that sends it, where it is known. */
  readonly agent?: string | undefined;
  /** The same, where it is an app that files for others, and may act for the reporter later. */
  readonly channel?: string | undefined;
  /** Number of the request, for the log. */
  readonly requestId?: string | undefined;
}

/** The answer to a report that was taken in. */
export interface Accepted {
  /** IRI of the report. */
  readonly location: string;
  /** The report with its decision, as JSON-LD text. */
  readonly json: string;
  /** Everything public about the report, as N-Quads lines. */
  readonly lines: () => readonly Line[];
  /** The secret token of the link with which the reporter follows it; given this once, and again to the same request. */
  readonly follow: string | undefined;
}

/** Takes reports in. */
export interface Intake {
  /**
   * Parse, validate, locate, decide, commit; resolves when the report is on disk.
   * @throws ProblemError `malformed-body`, `context-refused`, `invalid-report` (with `errors` and the SHACL `report`),
   *   `reporter-required`, `attachment-refused`, `idempotency-conflict`, `storage-unavailable`
   */
  submit(submission: Submission): Promise<Accepted>;
}

export function createIntake(parts: IntakeParts): Intake {
  const { store, baseUrl, now, idempotencyLifetime: lifetime } = parts;
  const idempotency = createIdempotency<Accepted>(store, { lifetime, now });
  return {
    submit: (submission) => {
      const key = submission.idempotencyKey;
      if (key === undefined) return takeIn(parts, submission);
      const { agent: client, body, filesDigest } = submission;
      return idempotency.once(
        { key, client, body: filesDigest ? Buffer.concat([body, filesDigest]) : body },
        (keep) => takeIn(parts, submission, keep),
        ({ report, json }) => {
          const graph = report.replace(`${baseUrl}/id/`, `${baseUrl}/doc/`);
          const follow = repeatedFollowLink(store, report.slice(report.lastIndexOf('/') + 1), key);
          return {
            location: report,
            json,
            lines: () => store.readGraph(graph) ?? [],
            follow,
            duplicates: [],
          };
        },
      );
    },
  };
}

async function takeIn(
  parts: IntakeParts,
  { body, mediaType, idempotencyKey, channel, agent, requestId, keepFiles }: Submission,
  keep?: (report: string, json: string) => readonly KeptRecord[],
): Promise<Accepted> {
  const { responsibility, documentLoader, baseUrl, newId, store } = parts;
  const names = reportNames(baseUrl, newId(), newId());
  const quads = await parseRdf(body, {
    mediaType,
    baseIri: `${baseUrl}/`,
    documentLoader,
    mostValues: MOST_VALUES,
  });
  const sent = onlyReport(quads, names, parts, { body, mediaType });
  const checked = await maskReport({ ...sent, findings: await checkReport(parts, sent) });
  const { category } = questionOf(checked);
  await requireReporter(parts.policies, category, checked.personal);
  const report = withAttachments(checked, names, (await keepFiles?.()) ?? []);
  const decision = await decide(responsibility, report);
  const findings = gatherFindings([...report.findings, ...(await findingsOfPlace(parts, names, decision))]);
  const handlers = decision.responsible ? await parts.organisationsAbove(decision.responsible.iri) : [];
  const [terms, duplicates] = await Promise.all([
    parts.deadlines.termsFor(category, handlers, decision.time),
    parts.findDuplicates({ ...decision.question, point: report.point }),
  ]);
  const follow = createFollowLink(names.id, idempotencyKey);
  const opening = { terms, channel };
  const files = objectsOf(report, activityStreams('attachment'));
  const attach = (): ReturnType<Attachments['attach']> =>
    parts.attachments.attach(files, names.report, names.graph);
  const lines = [...reportLines(report.quads, decision, names, opening), ...attach().lines];
  const contextUrl = `${baseUrl}/context/report.jsonld`;
  const json = reportJson(report.quads, decision, names, { contextUrl, findings, opening, duplicates });
  const records = personalRecords(store, report, names, follow.record);
  // The records are made in the transaction: what they replace or clear is then what is there at that moment.
  await store.commit(() => ({
    agent: agent ?? names.agent,
    reason: 'Report taken in and decided',
    ...(requestId === undefined ? {} : { requestId }),
    insert: lines,
    create: [{ graph: names.graph, access: 'public' }],
    keep: [
      ...records,
      // Asked again here, so that a file becomes part of one report alone.
      ...attach().records,
      ...(keep?.(names.report, json) ?? []),
      filingRecord(names, { agent: agent ?? names.agent, requestId, time: decision.time }),
      outboxRecord(store.sequence + 1, filedEvent(names, decision)),
    ],
  }));
  return { location: names.report, json, lines: () => lines, follow: follow.token };
}

function filedEvent({ id, report }: ReportNames, { responsible, sentence, time }: Decision): OutboxEvent {
  return {
    id: `urn:uuid:${id}`,
    kind: 'report.file',
    report,
    state: responsible ? 'offered' : 'unassigned',
    organisation: responsible?.iri ?? null,
    previous: null,
    time: time.toISOString(),
    message: sentence,
  };
}

/** Files that came in one form with the report are attachments of its body. */
function withAttachments<T extends NormalisedReport>(
  report: T,
  { report: iri }: ReportNames,
  addresses: readonly string[],
): T {
  const [body, property] = [namedNode(`${iri}#body`), namedNode(activityStreams('attachment'))];
  const added = addresses.map((address) => quad(body, property, literal(address, namedNode(xsd('anyURI')))));
  return added.length === 0 ? report : { ...report, quads: [...report.quads, ...added] };
}

/** An asset that no register knows, without a location, is a fault of the report. */
async function decide(responsibility: Responsibility, report: NormalisedReport): Promise<Decision> {
  try {
    return await responsibility.decide(questionOf(report));
  } catch (error) {
    if (!(error instanceof ProblemError) || error.type !== 'invalid-parameter') throw error;
    const message = {
      nl: 'Geen register kent dit voorwerp, en er is geen plaats. Geef ook een plaats (lon en lat).',
      en: error.message,
    };
    throw invalid([
      { severity: 'Violation', focus: report.quads[0]?.subject.value ?? '', path: oa('hasTarget'), message },
    ]);
  }
}

function questionOf(report: NormalisedReport): Question {
  const accuracy = report.quads.find(({ predicate }) => predicate.value === geo('hasMetricSpatialAccuracy'));
  return {
    category: objectsOf(report, dct('type'))[0] ?? '',
    point: report.point,
    accuracy: accuracy ? Number(accuracy.object.value) : DEFAULT_ACCURACY,
    asset: objectsOf(report, oa('hasTarget'))[0],
  };
}

/** What is kept of who reports it: the personal data, and the link with the notices that were asked for. */
function personalRecords(
  store: GraphStore,
  { personal }: NormalisedReport,
  { id, report }: ReportNames,
  follow: KeptRecord,
): KeptRecord[] {
  const graph = personalGraph(report);
  const lines = personal.map((item) => quadToLine(item, graph));
  const records = addPersonal(store, id, lines);
  return [withNotices(store, id, follow, { records, lines }), ...records];
}
