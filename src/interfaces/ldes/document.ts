import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { iriToString, literalToString } from '../../rdf/nquads.js';
import type { Member } from '../../streams/index.js';

/**
 * What pages are named with until it is known whether a format can name them relative to each other. Nobody can guess it,
 * and nothing that is sent has it: what members say is never taken for the name of a page.
 */
const PAGE = `page:${randomBytes(16).toString('hex')}`;
/** The name of a page in a text, with what opens it: as it stands in Turtle and TriG, or between quotes. */
const PAGE_IN_TEXT = new RegExp(`(["<])${PAGE}(/[^">]*)(?=[">])`, 'g');

/** A page of a stream before it is written in a format. */
export interface StreamDocument {
  /** Where it is, from the root of the service, such as `/ldes/reports/by-time`. */
  readonly path: string;
  /** IRI of the stream. */
  readonly stream: string;
  /** Triples about the stream and its pages, in N-Triples notation without the dot. */
  readonly hypermedia: readonly string[];
  /** Read when the page is written: it may be kept ready. */
  readonly members: () => Iterable<Member>;
  /** Whether it never changes. */
  readonly isClosed: boolean;
}

/** The page at a path, as a term in N-Triples notation. */
export function pageTerm(path: string): string {
  return `<${PAGE}${path}>`;
}

/** Writes triples in N-Triples notation without the dot; the object is an IRI unless it is written as a term already. */
export function triple(subject: string, predicate: string, object: string): string {
  return `${asTerm(subject)} ${iriToString(predicate)} ${asTerm(object)}`;
}

/** A literal as a term. */
export function literalTerm(value: string, datatype: string): string {
  return literalToString(value, { datatype });
}

function asTerm(text: string): string {
  return /^(?:<|"|_:)/.test(text) ? text : iriToString(text);
}

/** Text with the pages named by absolute addresses. */
export function withAbsolutePages(text: string, root: string): string {
  return text.replaceAll(`<${PAGE}/`, () => `<${root}/`);
}

/**
 * Text with the pages named relative to the one at `path`, so that they lead on wherever a proxy has put them (TREE,
 * LDES server primer: relative IRIs between pages).
 */
export function withRelativePages(text: string, path: string): string {
  return text.replace(PAGE_IN_TEXT, (_, open: string, to: string) => open + relative(path, to));
}

function relative(from: string, to: string): string {
  if (from === to) return '';
  const hash = to.indexOf('#');
  const target = hash < 0 ? to : to.slice(0, hash);
  const end = to.slice(target.length);
  if (target === from) return end;
  const way = posix.relative(posix.dirname(from), target);
  return (way === '' ? `../${posix.basename(target)}` : way) + end;
}
