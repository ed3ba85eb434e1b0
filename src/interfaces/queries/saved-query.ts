import { ProblemError } from '../../problem.js';
import type { DeclaredParameter, QueryFile } from '../../rdf/query-file.js';
import { readQueryFiles } from '../../rdf/query-file.js';
import { fillable, valuesBlocks, type SparqlTerm } from '../../rdf/query-text.js';
import type { Language } from '../web/wording/wording.js';
import { inLanguage, withBase } from './examples.js';
import { parameterKinds, type KindContext } from './parameter-kinds.js';

/** Parameters of every saved query: the language of names, and the form of the answer. */
export const COMMON_PARAMETERS = ['lang', 'format'] as const;

/** Reads and checks the queries of `queries/saved/`. @throws Error naming the file and what is wrong with it */
export function readSavedQueries(): QueryFile[] {
  return readQueryFiles('saved').map(checked);
}

/** @throws Error where a parameter has no place in the query, a kind that there is not, or a taken name */
export function checked(file: QueryFile): QueryFile {
  const blocks = valuesBlocks(file.text);
  for (const { name, kind } of file.parameters) {
    const fault = !blocks.includes(name)
      ? `there is no "VALUES ?${name} { … }" in the query`
      : !Object.hasOwn(parameterKinds, kind)
        ? `there is no kind "${kind}"; there are ${Object.keys(parameterKinds).join(', ')}`
        : COMMON_PARAMETERS.some((taken) => taken === name)
          ? 'that name is taken'
          : undefined;
    if (fault !== undefined)
      throw new Error(`queries/${file.path} declares the parameter "${name}", but ${fault}.`);
  }
  return file;
}

/** What is needed to fill a saved query. */
export interface FillOptions extends KindContext {
  readonly language: Language;
}

/**
 * The query with the values of a request in it, each escaped by its kind.
 * @throws ProblemError `invalid-parameter` naming the parameter, what it takes and an example
 */
export function filled(file: QueryFile, given: URLSearchParams, options: FillOptions): string {
  for (const name of new Set(given.keys())) {
    if (!isKnown(file, name)) throw unknownParameter(file, name);
    if (given.getAll(name).length > 1)
      throw new ProblemError('invalid-parameter', `Give "${name}" once.`, { parameter: name });
  }
  const values: Record<string, SparqlTerm[][]> = {};
  for (const parameter of file.parameters) {
    const term = readValue(parameter, given, options);
    if (term) values[parameter.name] = [[term]];
  }
  return fillable(inLanguage(withBase(file.text, options), options.language), file.path)(values);
}

function isKnown({ parameters }: QueryFile, name: string): boolean {
  return (
    parameters.some((parameter) => parameter.name === name) ||
    COMMON_PARAMETERS.some((known) => known === name)
  );
}

function unknownParameter({ parameters }: QueryFile, name: string): ProblemError {
  const known = [...parameters.map((parameter) => parameter.name), ...COMMON_PARAMETERS];
  return new ProblemError(
    'invalid-parameter',
    `There is no parameter "${name}"; this query takes ${known.join(', ')}.`,
    { parameter: name, parameters: known },
  );
}

function readValue(
  parameter: DeclaredParameter,
  given: URLSearchParams,
  context: KindContext,
): SparqlTerm | undefined {
  const { name, kind, required, example } = parameter;
  // A form sends what is not filled in as empty text.
  const text = given.get(name)?.trim() ?? '';
  if (text === '' && !required) return undefined;
  const term = text === '' ? undefined : parameterKinds[kind]?.read(text, context);
  if (term) return term;
  const fault = text === '' ? `Give "${name}": ` : `"${name}" must be `;
  throw new ProblemError(
    'invalid-parameter',
    `${fault}${parameterKinds[kind]?.takes ?? kind}. For example: ${name}=${example}`,
    {
      parameter: name,
      example,
    },
  );
}
