import type { Quad } from '@rdfjs/types';
import type { Attachments } from '../attachments/index.js';
import { ProblemError } from '../problem.js';
import { literal, namedNode, quad } from '../rdf/terms.js';
import { activityStreams, dct, geo, oa, rdf, skos, xsd } from '../rdf/namespaces.js';
import { quadToLine, UnstorableTermError, type Line } from '../rdf/nquads.js';
import { parseRdf, type DocumentLoader } from '../rdf/parse.js';
import type { RdfMediaType } from '../rdf/media-types.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { Decision, Question, Responsibility } from '../responsibility/index.js';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import type { Deadlines } from './deadlines/deadlines.js';
import type { Duplicate, DuplicateQuestion } from './duplicates/find-duplicates.js';
import { createFollowLink, repeatedFollowLink } from './follow.js';
import { createIdempotency } from './idempotency.js';
import { outboxRecord, type OutboxEvent } from './life/outbox.js';
import { DEFAULT_ACCURACY, normaliseReport, type Finding, type NormalisedReport } from './normalise.js';
import { noticeFindings, NO_NOTICES, type NoticeMeans } from './notices/check.js';
import { withNotices } from './notices/notices.js';
import { maskReport } from './privacy/mask-report.js';
import { addPersonal, personalGraph } from './privacy/personal-graph.js';
import type { Policies } from './privacy/policies.js';
import { requireReporter } from './privacy/require-reporter.js';
import { reportLines, reportNames, type ReportNames } from './report-graph.js';
import { reportJson } from './report-json.js';

const CATEGORY_SCHEME = 'https://w3id.org/wegwijzer/category';

/** What intake is made of. */
export interface IntakeParts {
  readonly store: GraphStore;
  readonly responsibility: Responsibility;
  readonly attachments: Pick<Attachments, 'attach'>;
  /** The report shapes. */
  readonly shapes: ShapeChecker;
  readonly deadlines: Deadlines;
  readonly policies: Pick<Policies, 'policyFor'>;
  /** Open reports that may be about the same problem. */
  readonly findDuplicates: (question: DuplicateQuestion) => Promise<Duplicate[]>;
  /** What notices to reporters can be sent; none where not given. */
  readonly notices?: NoticeMeans | undefined;
  readonly documentLoader: DocumentLoader;
  readonly baseUrl: string;
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
  /** Addresses of files that came with it. */
  readonly attachments?: readonly string[] | undefined;
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
      return idempotency.once(
        key,
        submission.body,
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
  { body, mediaType, idempotencyKey, channel, agent, requestId, attachments: sentAlong = [] }: Submission,
  keep?: (report: string, json: string) => readonly KeptRecord[],
): Promise<Accepted> {
  const { responsibility, documentLoader, baseUrl, newId, store } = parts;
  const names = reportNames(baseUrl, newId(), newId());
  const sent = await parseRdf(body, { mediaType, baseIri: `${baseUrl}/`, documentLoader });
  const whole = withAttachments(normalise(sent, names), names, sentAlong);
  const report = await maskReport({ ...whole, findings: await validate(parts, whole) });
  const { findings } = report;
  const decision = await decide(responsibility, report);
  const { category } = decision.question;
  await requireReporter(parts.policies, category, report.personal);
  const handlers = decision.responsible ? [decision.responsible.iri] : [];
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

function normalise(sent: readonly Quad[], names: ReportNames): NormalisedReport {
  const report = normaliseReport(sent, names.report);
  if ('quads' in report) return report;
  const count = String(report.count);
  throw invalid([
    {
      severity: 'Violation',
      focus: names.report,
      path: rdf('type'),
      message: {
        nl: `Het document bevat ${count} meldingen en moet er precies één bevatten. Geef één knoop het type Melding.`,
        en: `The document holds ${count} reports and must hold exactly one. Give one node the type Report (m:Melding).`,
      },
    },
  ]);
}

/** Files that came in one form with the report are attachments of its body. */
function withAttachments(
  report: NormalisedReport,
  { report: iri }: ReportNames,
  addresses: readonly string[],
): NormalisedReport {
  const [body, property] = [namedNode(`${iri}#body`), namedNode(activityStreams('attachment'))];
  const added = addresses.map((address) => quad(body, property, literal(address, namedNode(xsd('anyURI')))));
  return added.length === 0 ? report : { ...report, quads: [...report.quads, ...added] };
}

/** @returns the findings that do not keep the report out */
async function validate(
  { shapes, responsibility, notices }: IntakeParts,
  report: NormalisedReport,
): Promise<Finding[]> {
  const known = await Promise.all(
    objectsOf(report, dct('type')).map(async (iri) => ({
      iri,
      known: await responsibility.categoryIri(iri),
    })),
  );
  const concepts = known.flatMap(({ iri, known: found }) =>
    found === undefined
      ? []
      : [
          quad(namedNode(iri), namedNode(rdf('type')), namedNode(skos('Concept'))),
          quad(namedNode(iri), namedNode(skos('inScheme')), namedNode(CATEGORY_SCHEME)),
        ],
  );
  const checked = [...report.quads, ...report.personal, ...concepts];
  const findings: Finding[] = [
    ...report.findings,
    ...shapes.checkRecord(checked).map(({ severity, focus, path, messages }) => ({
      severity,
      focus,
      path,
      message: messages,
    })),
    ...unstorable(report),
    ...noticeFindings(report.personal, report.quads[0]?.subject.value ?? '', notices ?? NO_NOTICES),
  ];
  if (findings.some(({ severity }) => severity === 'Violation'))
    throw invalid(findings, (await shapes.check(checked)).report);
  return findings;
}

/** Terms that no store would take back, such as relative IRIs and half characters. */
function unstorable({ quads, personal }: NormalisedReport): Finding[] {
  return [...quads, ...personal].flatMap((item): Finding[] => {
    try {
      quadToLine(item, item.subject.value);
      return [];
    } catch (error) {
      if (!(error instanceof UnstorableTermError)) throw error;
      const message = {
        nl: `Deze waarde kan niet bewaard worden: ${error.message}`,
        en: `This value cannot be stored: ${error.message}`,
      };
      return [{ severity: 'Violation', focus: item.subject.value, path: item.predicate.value, message }];
    }
  });
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

function objectsOf({ quads }: NormalisedReport, property: string): string[] {
  return quads.filter(({ predicate }) => predicate.value === property).map(({ object }) => object.value);
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

function invalid(findings: readonly Finding[], report: readonly Quad[] = []): ProblemError {
  const violations = findings.filter(({ severity }) => severity === 'Violation');
  return new ProblemError('invalid-report', violations.map(({ message }) => message.en).join(' '), {
    errors: findings,
    report,
  });
}
