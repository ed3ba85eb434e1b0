import type { Quad } from '@rdfjs/types';
import { Parser } from 'n3';
import { ProblemError } from '../../problem.js';
import { dct, locn, oa, rdf } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import { iriToString, lineSubject, type Line } from '../../rdf/nquads.js';
import { literal, namedNode, quad } from '../../rdf/terms.js';
import { activityStreams, geo } from '../../rdf/namespaces.js';
import type { Question } from '../../responsibility/index.js';
import type { Change } from '../../store/graph-store.js';
import { reportLines, reportNames, type ReportNames } from '../report-graph.js';
import type { Command, Part } from './commands.js';
import { excludedIn, type ReportLife } from './life-of.js';
import { outboxRecord } from './outbox.js';
import type { WholePlan } from './plan.js';
import { checkOrganisation, serviceOf, type PlanContext } from './planners.js';

/** What a part takes over from the whole: what it is about and where, and nothing of the whole's own life. */
const CONTENT = new Set([
  rdf('type'),
  dct('type'),
  dct('title'),
  dct('description'),
  activityStreams('summary'),
  activityStreams('attachment'),
  oa('hasBody'),
  oa('hasState'),
  oa('hasTarget'),
  oa('sourceDate'),
  locn('geometry'),
  geo('asWKT'),
  geo('hasMetricSpatialAccuracy'),
]);

/**
 * Divides a report into parts, each a report of its own with its own manager; the whole ends when all parts have.
 * @throws ProblemError `invalid-parameter` for a category or an organisation that is not known
 */
export async function planSplit(
  context: PlanContext,
  command: Extract<Command, { name: 'split' }>,
): Promise<WholePlan> {
  const { life } = context;
  const write = lineWriter(life.graph);
  const parts = await Promise.all(command.parts.map((part) => makePart(context, part)));
  const handler = life.handler ?? serviceOf(context);
  return {
    main: {
      command: 'split',
      state: 'split',
      handler,
      text: command.text,
      answerBy: null,
      insert: parts.map(({ names }) => write.iri(life.iri, dct('hasPart'), names.report)),
    },
    created: parts,
  };
}

/** A new report, and what it comes to in the graph. */
export interface Created {
  readonly names: ReportNames;
  readonly change: Change;
}

async function makePart(context: PlanContext, part: Part): Promise<Created> {
  const { life, responsibility, deadlines, baseUrl, newId, organisationsAbove, now } = context;
  const names = reportNames(baseUrl, newId(), newId());
  const category = await categoryOf(context, part);
  const question = questionOf(life, category);
  const decision = await responsibility.decide(question);
  if (part.to !== undefined) await checkOrganisation(context, part.to);
  const handler = part.to ?? decision.responsible?.iri;
  const above = handler === undefined ? [] : await organisationsAbove(handler);
  const terms = await deadlines.termsFor(category, above, now);
  const insert = reportLines(
    contentOf(life.lines, life.iri, names.report, { ...part, category }),
    decision,
    names,
    {
      terms,
      handler,
      partOf: life.iri,
    },
  );
  const event = {
    id: `urn:uuid:${names.id}`,
    kind: 'report.file',
    report: names.report,
    state: handler === undefined ? 'unassigned' : 'offered',
    organisation: handler ?? null,
    previous: null,
    time: now.toISOString(),
    message: decision.sentence,
  };
  return {
    names,
    change: {
      agent: names.agent,
      reason: 'Part of a report',
      insert: [...insert, ...chosenLines(life, question, names.graph)],
      create: [{ graph: names.graph, access: 'public' }],
      keep: [outboxRecord(0, event)],
    },
  };
}

/**
 * What is asked about a part. Who refused the whole, and what its reporter confirmed, concern its own category: whoever
 * does not repair benches may well fill holes.
 */
function questionOf(life: ReportLife, category: string): Question {
  const { question } = life;
  if (category === question.category) return { ...question, excluded: excludedIn(life) };
  return { ...question, category, chosen: [], excluded: [] };
}

/**
 * What the choices that the whole's reporter made stand for, under the same IRIs: the decision about the part names them,
 * and is read back and made again from the part's own graph.
 */
function chosenLines({ graph, lines }: ReportLife, { chosen = [] }: Question, to: string): Line[] {
  const made = new Set(chosen.flatMap(({ choice }) => (choice === undefined ? [] : iriToString(choice))));
  const end = ` ${iriToString(graph)} .`.length;
  return lines
    .filter((line) => made.has(lineSubject(line)))
    .map((line) => `${line.slice(0, -end)} ${iriToString(to)} .`);
}

async function categoryOf({ life, responsibility }: PlanContext, { category }: Part): Promise<string> {
  if (category === undefined) return life.question.category;
  const iri = await responsibility.categoryIri(category);
  if (iri !== undefined) return iri;
  throw new ProblemError('invalid-parameter', `There is no category "${category}".`, {
    parameter: 'category',
  });
}

/** The content of the whole under the part's own names. */
function contentOf(
  lines: readonly string[],
  whole: string,
  part: string,
  { category, description }: Part,
): Quad[] {
  const renamed = (term: Quad['object']): Quad['object'] =>
    term.termType === 'NamedNode' && (term.value === whole || term.value.startsWith(`${whole}#`))
      ? namedNode(part + term.value.slice(whole.length))
      : term;
  const body = namedNode(`${part}#body`);
  const content = new Parser({ format: 'application/n-quads' })
    .parse(lines.join('\n'))
    .filter(({ subject, predicate }) => isContent(subject.value, predicate.value, whole))
    .map(({ subject, predicate, object }) =>
      quad(renamed(subject) as Quad['subject'], predicate, renamed(object)),
    )
    .filter(({ predicate }) => predicate.value !== dct('type'))
    .filter(({ predicate }) => description === undefined || predicate.value !== dct('description'));
  return [
    ...content,
    quad(namedNode(part), namedNode(dct('type')), namedNode(category ?? '')),
    ...(description === undefined ? [] : [quad(body, namedNode(dct('description')), literal(description))]),
  ];
}

function isContent(subject: string, property: string, whole: string): boolean {
  if (!CONTENT.has(property)) return false;
  return [whole, `${whole}#body`, `${whole}#geometry`, `${whole}#state`].includes(subject);
}
