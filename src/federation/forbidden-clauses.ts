import { toAlgebra } from '@traqula/algebra-sparql-1-1';
import type { PatternService, ContextDefinition } from '@traqula/rules-sparql-1-1';
import { parseSparql } from '../rdf/sparql-parser.js';

/** Relative addresses have to be relative to something, whatever that is. */
const ANY_BASE = 'http://base.invalid/';

/** Which endpoints may be asked. */
export interface Permission {
  /** Whether there are any at all. */
  readonly any: boolean;
  /** @throws OutgoingError `refused` where this one may not */
  readonly check: (endpoint: string) => void;
}

/** A query without the clauses that could only fail. */
export interface PermittedQuery {
  readonly sparql: string;
  /** Whether a SERVICE clause is left. */
  readonly asksOthers: boolean;
}

/**
 * Takes out of a query what would be refused anyway, before anything runs: a SERVICE SILENT clause to an endpoint that
 * may not be asked is one solution without bindings (SPARQL 1.1 Federated Query, section 2.3), whatever it is joined
 * with. Clauses within others are for the endpoint that gets them.
 * @throws OutgoingError `refused` where a clause that is not SILENT names such an endpoint
 */
export function withoutForbiddenClauses(sparql: string, permission: Permission): PermittedQuery {
  const parsed = parse(sparql);
  if (parsed?.request.type !== 'query') return { sparql, asksOthers: true };
  const { request: query, text } = parsed;
  const clauses = [...outermost(query)];
  const forbidden = clauses.filter((clause) => isPassedOver(clause, query.context, permission));
  if (forbidden.length === 0) return { sparql, asksOthers: clauses.length > 0 };
  const prologue = text.slice(0, Math.max(0, ...query.context.map((definition) => end(definition))));
  let permitted = text;
  for (const clause of forbidden.reverse()) {
    const [from, to] = [start(clause), end(clause)];
    const nothing = noBindings(variables(`${prologue} SELECT * WHERE { ${text.slice(from, to)} }`));
    permitted = permitted.slice(0, from) + nothing + permitted.slice(to);
  }
  return { sparql: permitted, asksOthers: forbidden.length < clauses.length };
}

/** A text with a fault in it is for the engine to refuse, in its words. */
function parse(sparql: string): ReturnType<typeof parseSparql> | undefined {
  try {
    return parseSparql(sparql);
  } catch {
    return undefined;
  }
}

function* outermost(part: object): Generator<PatternService> {
  if (isService(part)) yield part;
  else for (const value of Object.values(part)) if (isObject(value)) yield* outermost(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isService(part: object): part is PatternService {
  const { type, subType } = part as Partial<PatternService>;
  return type === 'pattern' && subType === 'service';
}

function isPassedOver(
  { name, silent }: PatternService,
  prologue: readonly ContextDefinition[],
  permission: Permission,
): boolean {
  if (name.subType === 'variable') return silent && !permission.any;
  const endpoint = addressOf(name, prologue);
  // What a relative address leads to is known when it is asked.
  if (endpoint === undefined || !URL.canParse(endpoint)) return silent && !permission.any;
  try {
    permission.check(endpoint);
    return false;
  } catch (error) {
    if (silent) return true;
    throw error;
  }
}

function addressOf(
  name: { readonly value: string; readonly prefix?: string },
  prologue: readonly ContextDefinition[],
): string | undefined {
  if (name.prefix === undefined) return name.value;
  const definition = prologue.findLast((each) => each.subType === 'prefix' && each.key === name.prefix);
  return definition && definition.value.value + name.value;
}

/** The variables that a clause may bind, which `SELECT *` shows (SPARQL 1.1, section 18.2.1). */
function variables(query: string): string[] {
  const algebra = toAlgebra(parseSparql(query).request, { baseIRI: ANY_BASE }) as {
    readonly variables?: readonly { value: string }[];
  };
  return (algebra.variables ?? []).map(({ value }) => `?${value}`);
}

function noBindings(names: readonly string[]): string {
  if (names.length === 0) return '{}';
  return `{ VALUES (${names.join(' ')}) { (${names.map(() => 'UNDEF').join(' ')}) } }`;
}

function start(part: { readonly loc: object }): number {
  return (part.loc as { readonly start: number }).start;
}

function end(part: { readonly loc: object }): number {
  return (part.loc as { readonly end: number }).end;
}
