import { xsd } from '../rdf/namespaces.js';
import type { BoundTerm, Solution } from './graph-store.js';

/** The media type in which the engine writes solutions fastest: in half the time of JSON, in half as many characters. */
export const SOLUTIONS = 'text/tab-separated-values';

const ESCAPED = /\\(.)/g;
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f' };

/**
 * The solutions in a table of tab-separated values (SPARQL 1.1 Query Results CSV and TSV Formats, section 4).
 * @param text as the engine writes it: each line ended by a line feed, variables first
 */
export function readSolutions(text: string): Solution[] {
  const lines = text.split('\n');
  const names = lines[0]?.split('\t').map((name) => name.slice(1)) ?? [];
  // After the last line feed there is nothing; a line in which nothing is bound may be empty, too.
  return lines.slice(1, -1).map((line) => {
    const solution: Record<string, BoundTerm> = {};
    for (const [index, cell] of line.split('\t').entries()) {
      const name = names[index];
      if (cell !== '' && name !== undefined) solution[name] = readCell(cell);
    }
    return solution;
  });
}

function readCell(cell: string): BoundTerm {
  if (cell.startsWith('<')) return { type: 'uri', value: cell.slice(1, -1) };
  if (cell.startsWith('"')) return readQuoted(cell);
  if (cell.startsWith('_:')) return { type: 'bnode', value: cell.slice(2) };
  return { type: 'literal', value: cell, datatype: xsd(typeOfBare(cell)) };
}

function readQuoted(cell: string): BoundTerm {
  const end = cell.lastIndexOf('"');
  const text = cell.slice(1, end);
  const value = text.includes('\\')
    ? text.replace(ESCAPED, (_, letter: string) => CONTROLS[letter] ?? letter)
    : text;
  const mark = cell[end + 1];
  if (mark === '@') return { type: 'literal', value, 'xml:lang': cell.slice(end + 2) };
  if (mark === '^') return { type: 'literal', value, datatype: cell.slice(end + 4, -1) };
  return { type: 'literal', value };
}

/** Numbers and truths are written as Turtle has them, without quotes (Turtle, section 2.5). */
function typeOfBare(cell: string): string {
  if (cell === 'true' || cell === 'false') return 'boolean';
  if (/e/i.test(cell)) return 'double';
  return cell.includes('.') ? 'decimal' : 'integer';
}
