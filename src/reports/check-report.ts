import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import { dct, geo, rdf, skos } from '../rdf/namespaces.js';
import { quadToLine, UnstorableTermError } from '../rdf/nquads.js';
import type { RdfMediaType } from '../rdf/media-types.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import { namedNode, quad } from '../rdf/terms.js';
import { swappedHint, type Decision, type Responsibility } from '../responsibility/index.js';
import { gatherFindings } from './findings.js';
import { normaliseReport, type Finding, type NormalisedReport } from './normalise.js';
import { noticeFindings, NO_NOTICES, type NoticeMeans } from './notices/check.js';
import type { ReportNames } from './report-graph.js';

/** Statements that a report may have; most have some twenty. Shapes take time for each. */
const MOST_QUADS = 2000;

const CATEGORY_SCHEME = 'https://w3id.org/wegwijzer/category';

/** What reports are checked with. */
export interface CheckParts {
  /** The report shapes. */
  readonly shapes: ShapeChecker;
  readonly responsibility: Pick<Responsibility, 'categoryIri' | 'decide'>;
  /** What notices to reporters can be sent; none where not given. */
  readonly notices?: NoticeMeans | undefined;
  readonly baseUrl: string;
}

/** What was sent, for what is said where nothing can be made of it. */
export interface Sent {
  readonly body: Buffer;
  readonly mediaType: RdfMediaType;
}

/**
 * The report in what was sent.
 * @throws ProblemError `invalid-report` where there is none, or more than one; `body-too-large` where it says too much
 */
export function onlyReport(
  quads: readonly Quad[],
  names: ReportNames,
  { baseUrl }: CheckParts,
  sent: Sent,
): NormalisedReport {
  if (quads.length > MOST_QUADS)
    throw new ProblemError(
      'body-too-large',
      `The document holds ${String(quads.length)} statements, and a report may have ${String(MOST_QUADS)}. Send the report alone.`,
      { limitStatements: MOST_QUADS },
    );
  const report = normaliseReport(quads, names.report);
  if ('quads' in report) return report;
  const hint = report.count === 0 ? contextHint(baseUrl, sent) : { nl: '', en: '' };
  const count = String(report.count);
  throw invalid([
    {
      severity: 'Violation',
      focus: names.report,
      path: rdf('type'),
      message: {
        nl: `Het document bevat ${count} meldingen en moet er precies één bevatten. Geef één knoop het type Melding.${hint.nl}`,
        en: `The document holds ${count} reports and must hold exactly one. Give one node the type Report (m:Melding).${hint.en}`,
      },
    },
  ]);
}

/** The commonest reason why JSON holds no report: without a context, its names mean nothing. */
function contextHint(
  baseUrl: string,
  { body, mediaType }: Sent,
): { readonly nl: string; readonly en: string } {
  if (mediaType !== 'application/ld+json' || body.includes('"@context"')) return { nl: '', en: '' };
  const context = `"@context": "${baseUrl}/context/report.jsonld"`;
  return {
    nl: ` Zonder "@context" hebben namen in JSON geen betekenis: voeg ${context} toe.`,
    en: ` Without "@context", names in JSON mean nothing: add ${context}.`,
  };
}

/**
 * Holds a report against the shapes and what can be stored.
 * @returns the findings that do not keep the report out
 * @throws ProblemError `invalid-report` with `errors` and the SHACL `report`
 */
export async function checkReport(
  { shapes, responsibility, notices }: CheckParts,
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

/** What the sender should know of a place for which nobody was found. */
export async function findingsOfPlace(
  { responsibility }: CheckParts,
  { report }: ReportNames,
  decision: Decision,
): Promise<Finding[]> {
  const message = await swappedHint(responsibility, decision);
  const focus = `${report}#geometry`;
  return message ? [{ severity: 'Warning', focus, path: geo('asWKT'), message }] : [];
}

/** The values of a property, whatever has it. */
export function objectsOf({ quads }: NormalisedReport, property: string): string[] {
  return quads.filter(({ predicate }) => predicate.value === property).map(({ object }) => object.value);
}

/** A report that is refused, with all that is wrong with it. */
export function invalid(findings: readonly Finding[], report: readonly Quad[] = []): ProblemError {
  const told = gatherFindings(findings);
  const violations = told.filter(({ severity }) => severity === 'Violation');
  return new ProblemError('invalid-report', violations.map(({ message }) => message.en).join(' '), {
    errors: told,
    report,
  });
}
