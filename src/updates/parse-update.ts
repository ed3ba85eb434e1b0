import { toAlgebra } from '@traqula/algebra-sparql-1-1';
import type { Update, UpdateOperationModify } from '@traqula/rules-sparql-1-1';
import type { BaseQuad, NamedNode, Term } from '@rdfjs/types';
import { DataFactory } from 'n3';
import { resolve } from 'relative-to-absolute-iri';
import { ProblemError } from '../problem.js';
import { termToString } from '../rdf/nquads.js';
import { parseSparql } from '../rdf/sparql-parser.js';
import type { Operation, Pattern, QuadTemplate, Target } from './operations.js';

type Step = Update['updates'][number];
type Definition = Step['context'][number];

/** One operation as the algebra has it; only what is read here. */
interface AlgebraOperation {
  readonly type: string;
  readonly delete?: readonly BaseQuad[];
  readonly insert?: readonly BaseQuad[];
  readonly source?: NamedNode | 'DEFAULT' | 'NAMED' | 'ALL';
  readonly destination?: NamedNode | 'DEFAULT';
  readonly silent?: boolean;
  readonly updates?: readonly AlgebraOperation[];
}

/** IRIs as the grammar has them (SPARQL 1.1 Query, section 19.8, IRIREF). */
const IN_FULL = /<[^<>"{}|^`\\\s]*>/g;

function parse(sparql: string): { readonly request: Update; readonly text: string } {
  const { request, text } = parseSparql(sparql);
  if (request.type !== 'update')
    throw malformed('This is a query, not an update. Send it as the parameter "query".');
  return { request, text };
}

/**
 * Reads an update request (SPARQL 1.1 Update, section 3).
 * @param baseIri what relative IRIs are relative to
 * @throws ProblemError `malformed-query` with the line where it is known; `update-failed` for LOAD, which is not carried
 *   out, unless it is SILENT
 */
export function parseUpdate(sparql: string, baseIri: string): Operation[] {
  try {
    const { request, text } = parse(sparql);
    const algebra = toAlgebra(request, { quads: true, baseIRI: baseIri }) as AlgebraOperation;
    const written = new Set(text.match(IN_FULL));
    const steps = request.updates.filter(({ operation }) => operation !== undefined);
    const operations = (algebra.updates ?? [algebra]).filter(({ type }) => type !== 'nop');
    const prologue: Definition[] = [];
    return steps.map((step, index) => {
      prologue.push(...step.context);
      const operation = operations[index];
      if (!operation) throw new Error('The parser lost an operation.');
      return toOperation(operation, step, { text, written, prologue: [...prologue], baseIri });
    });
  } catch (error) {
    throw asProblem(error);
  }
}

interface Source {
  /** What places in the request count in. */
  readonly text: string;
  /** What stands in it between angle brackets, with these; looked for once, as a request may have a great many. */
  readonly written: ReadonlySet<string>;
  readonly prologue: readonly Definition[];
  readonly baseIri: string;
}

function toOperation(algebra: AlgebraOperation, { operation }: Step, source: Source): Operation {
  const silent = algebra.silent ?? false;
  switch (operation?.subType) {
    case 'insertdata':
    case 'deletedata':
      return { kind: 'modify', ...templates(algebra, source), where: undefined };
    case 'deletewhere': {
      const { remove, insert } = templates(algebra, source);
      return { kind: 'modify', remove, insert, where: patternOf(remove) };
    }
    case 'modify':
      return { kind: 'modify', ...templates(algebra, source), where: whereOf(operation, source) };
    case 'clear':
    case 'drop':
    case 'create':
      return { kind: operation.subType, target: targetOf(algebra.source, source), silent };
    case 'copy':
    case 'move':
    case 'add':
      return {
        kind: operation.subType,
        from: targetOf(algebra.source, source),
        to: targetOf(algebra.destination, source),
        silent,
      };
    default:
      return load(silent);
  }
}

/** LOAD is not carried out; where it is SILENT, the request goes on as if there were no such document (section 3.1.4). */
function load(silent: boolean): Operation {
  if (silent) return { kind: 'modify', remove: [], insert: [], where: undefined };
  throw new ProblemError(
    'update-failed',
    'LOAD is not carried out: no address that a client chose is fetched. Send the triples with INSERT DATA or to the Graph Store Protocol. Nothing of the request was done.',
  );
}

function templates(
  { delete: remove = [], insert = [] }: AlgebraOperation,
  source: Source,
): { remove: QuadTemplate[]; insert: QuadTemplate[] } {
  const read = ({ subject, predicate, object, graph }: BaseQuad): QuadTemplate => ({
    subject: readTerm(subject, source),
    predicate: readTerm(predicate, source),
    object: readTerm(object, source),
    graph: readTerm(graph, source),
  });
  return { remove: remove.map(read), insert: insert.map(read) };
}

/**
 * A term as it was meant.
 * @throws UnstorableTermError for an IRI or a literal that no graph can hold, before anything is done
 */
function readTerm<T extends Term>(term: T, source: Source): T | NamedNode {
  const read = term.termType === 'NamedNode' ? DataFactory.namedNode(withoutDots(term.value, source)) : term;
  if (read.termType === 'NamedNode' || read.termType === 'Literal') termToString(read);
  return read;
}

/** The parser leaves the dots of a relative IRI in it (RFC 3986, section 5.2.4); one that is written in full keeps its own. */
function withoutDots(iri: string, { written }: Source): string {
  return iri.includes('/.') && !written.has(`<${iri}>`) ? resolve(iri, '') : iri;
}

function targetOf(target: AlgebraOperation['source'], source: Source): Target {
  if (target === undefined || target === 'DEFAULT') return 'default';
  if (target === 'NAMED') return 'named';
  if (target === 'ALL') return 'all';
  return { graph: readTerm(target, source).value };
}

/** The pattern of DELETE WHERE is its template (section 3.1.3.3). */
function patternOf(quads: readonly QuadTemplate[]): Pattern {
  const text = (term: Term): string => (term.termType === 'Variable' ? `?${term.value}` : termToString(term));
  const patterns = quads.map(({ subject, predicate, object, graph }) => {
    const triple = `${text(subject)} ${text(predicate)} ${text(object)} .`;
    return graph.termType === 'DefaultGraph' ? triple : `GRAPH ${text(graph)} { ${triple} }`;
  });
  return { sparql: `SELECT * WHERE { ${patterns.join(' ')} }`, dataset: undefined, namesDataset: false };
}

/**
 * The WHERE clause as a query: its own text, so that the engine reads it as it was written. USING becomes FROM; without
 * it, WITH is the default graph (section 3.1.3).
 */
function whereOf({ where, from, graph }: UpdateOperationModify, source: Source): Pattern {
  const { text, prologue } = source;
  const { loc } = where;
  if (loc.sourceLocationType !== 'source') throw new Error('The parser lost the place of a WHERE clause.');
  const pattern = text.slice(loc.start, loc.end);
  const declared = prologue.map((definition) =>
    definition.subType === 'base'
      ? `BASE <${definition.value.value}>`
      : `PREFIX ${definition.key}: <${definition.value.value}>`,
  );
  // What is relative in it is relative to the same as in the templates.
  const declarations = [`BASE <${source.baseIri}>`, ...declared];
  const using = from.clauses.map(({ clauseType, value }) => {
    const iri = 'prefix' in value ? `${value.prefix}:${value.value}` : `<${value.value}>`;
    return `${clauseType === 'named' ? 'FROM NAMED' : 'FROM'} ${iri}`;
  });
  const body = pattern.trimStart().startsWith('{') ? pattern : `{ ${pattern} }`;
  return {
    sparql: [...declarations, 'SELECT *', ...using, 'WHERE', body].join('\n'),
    dataset: graph && using.length === 0 ? { defaultGraphs: [iriOf(graph, source)] } : undefined,
    namesDataset: graph !== undefined || using.length > 0,
  };
}

/** An IRI as it was written, in full. */
function iriOf(term: NonNullable<UpdateOperationModify['graph']>, { prologue, baseIri }: Source): string {
  let base = baseIri;
  const prefixes = new Map<string, string>();
  for (const definition of prologue) {
    if (definition.subType === 'base') base = resolve(definition.value.value, base);
    else prefixes.set(definition.key, resolve(definition.value.value, base));
  }
  if ('prefix' in term) return `${prefixes.get(term.prefix) ?? ''}${term.value}`;
  return /^[a-z][a-z0-9+.-]*:/i.test(term.value) ? term.value : resolve(term.value, base);
}

function malformed(detail: string, extra: Record<string, unknown> = {}): ProblemError {
  return new ProblemError('malformed-query', detail, extra);
}

function asProblem(error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof RangeError)
    return malformed('The update is nested too deep to be read. Write it flatter, or in several requests.');
  if (!(error instanceof Error)) return error;
  const [summary = error.message] = error.message.split('\nExpecting');
  const line = /\bline:? ?(\d+)/i.exec(error.message)?.[1];
  return malformed(
    `The update cannot be read: ${summary.trim()}`,
    line === undefined ? {} : { line: Number(line) },
  );
}
