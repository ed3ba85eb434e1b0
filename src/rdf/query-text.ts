import { readFileSync } from 'node:fs';
import { iriToString, literalToString } from './nquads.js';
import { packageFile } from './package-files.js';

/** A term in SPARQL notation, made by one of the functions below and never by hand. */
export type SparqlTerm = string & { readonly sparqlTerm: unique symbol };

/** An IRI as a term for a query. @throws UnstorableTermError where it is not an absolute IRI */
export function iriTerm(iri: string): SparqlTerm {
  return iriToString(iri) as SparqlTerm;
}

/** A literal as a term for a query. @throws UnstorableTermError */
export function literalTerm(value: string, datatype?: string): SparqlTerm {
  return literalToString(value, datatype === undefined ? {} : { datatype }) as SparqlTerm;
}

/** A text in a language as a term for a query. @throws UnstorableTermError */
export function taggedTerm(value: string, language: string): SparqlTerm {
  return literalToString(value, { language }) as SparqlTerm;
}

/** A whole number as a term for a query. */
export function integerTerm(value: number): SparqlTerm {
  return Math.trunc(value).toString() as SparqlTerm;
}

/** What to put in place of the sample values of a query: variables, as written in it → rows of terms. */
export type Values = Readonly<Record<string, readonly (readonly SparqlTerm[])[]>>;

/** A query from `queries/`, ready to be filled. */
export type QueryText = (values?: Values) => string;

const VALUES_BLOCK = /VALUES\s+(\?\w+|\([^)]*\))\s*\{[^{}]*\}/g;

/**
 * Reads a query from `queries/`. Each file is valid SPARQL by itself, with sample values in its VALUES blocks;
 * filling it replaces those by rows of escaped terms, named by the block's variables: `{ 'feature': [[iri]] }` or
 * `{ 'situation category': [[number, iri], …] }`.
 * @throws Error where a name matches no block of the query
 */
export function readQuery(path: string): QueryText {
  return fillable(readFileSync(packageFile('queries', path), 'utf8'), path);
}

/**
 * A query text with VALUES blocks to fill, as `readQuery` gives for a file.
 * @param path where it came from, for messages
 */
export function fillable(sparql: string, path: string): QueryText {
  const text = sparql.replace(/^\s*#.*\n/gm, '');
  return (values = {}) => {
    const used = new Set<string>();
    const filled = text.replace(VALUES_BLOCK, (block: string, variables: string) => {
      const name = blockName(variables);
      const rows = values[name];
      if (!rows) return block;
      used.add(name);
      return `VALUES ${variables} { ${rows.map((row) => valuesRow(variables, row)).join(' ')} }`;
    });
    const unknown = Object.keys(values).find((name) => !used.has(name));
    if (unknown !== undefined) throw new Error(`queries/${path} has no VALUES block for "${unknown}".`);
    return filled;
  };
}

/** The variables of the VALUES blocks of a query, each block's as `fillable` names them. */
export function valuesBlocks(sparql: string): string[] {
  return [...sparql.matchAll(VALUES_BLOCK)].map(([, variables = '']) => blockName(variables));
}

function blockName(variables: string): string {
  return variables.replace(/[?()]/g, '').trim().replace(/\s+/g, ' ');
}

function valuesRow(variables: string, row: readonly SparqlTerm[]): string {
  return variables.startsWith('(') ? `(${row.join(' ')})` : row.join(' ');
}
