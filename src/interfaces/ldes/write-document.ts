import { Parser, Writer } from 'n3';
import type { Quad } from '@rdfjs/types';
import { tree } from '../../rdf/namespaces.js';
import { rdfMediaTypes, type RdfMediaType } from '../../rdf/media-types.js';
import { iriToString } from '../../rdf/nquads.js';
import { serialise, usedPrefixes } from '../../rdf/serialise.js';
import { withAbsolutePages, withRelativePages, type StreamDocument } from './document.js';

/** The formats of pages; Turtle for those who do not say. */
export const PAGE_MEDIA_TYPES: readonly RdfMediaType[] = [
  'text/turtle',
  ...rdfMediaTypes.filter((mediaType) => mediaType !== 'text/turtle'),
];

/** The profile of pages that say first where they lead and then member after member (TREE, "The TREE profile"). */
const TREE_PROFILE = 'https://w3id.org/tree/profile';
const IN_ORDER: readonly RdfMediaType[] = [
  'text/turtle',
  'application/trig',
  'application/n-triples',
  'application/n-quads',
];

/** The Content-Type of a page in a format. */
export function pageContentType(mediaType: RdfMediaType): string {
  if (!IN_ORDER.includes(mediaType)) return mediaType;
  const charset = mediaType === 'text/turtle' ? '; charset=utf-8' : '';
  return `${mediaType}${charset}; profile="${TREE_PROFILE}"`;
}

/** Whether a format has no relative IRIs, so that pages are named by the address at which they are had. */
export function namesPages(mediaType: RdfMediaType): boolean {
  return mediaType === 'application/n-triples' || mediaType === 'application/n-quads';
}

/**
 * Writes a page.
 * @param root what addresses of pages begin with, in formats that have no relative IRIs
 */
export async function writeDocument(
  document: StreamDocument,
  mediaType: RdfMediaType,
  root: string,
): Promise<string> {
  const lines = documentLines(document);
  if (namesPages(mediaType)) return withAbsolutePages(lines, root);
  const quads = new Parser({ format: 'application/n-quads', blankNodePrefix: '_:' }).parse(lines);
  const text = IN_ORDER.includes(mediaType)
    ? await writeInOrder(quads, mediaType)
    : await serialise(quads, { mediaType });
  return withRelativePages(text, document.path);
}

/** In the order of the TREE profile: what the page is and where it leads, then each member at its `tree:member`. */
function documentLines({ stream, hypermedia, members }: StreamDocument): string {
  const opens = `${iriToString(stream)} ${iriToString(tree('member'))} `;
  const lines = [...hypermedia];
  for (const { iri, triples } of members()) {
    lines.push(opens + iriToString(iri));
    for (const one of triples) lines.push(one);
  }
  return lines.map((line) => `${line} .\n`).join('');
}

function writeInOrder(quads: readonly Quad[], format: RdfMediaType): Promise<string> {
  return new Promise((resolve, reject) => {
    const writer = new Writer({ format, prefixes: usedPrefixes(quads) });
    for (const quad of quads) writer.addQuad(quad);
    writer.end((error: Error | null, text: string) => {
      if (error) reject(error);
      else resolve(text);
    });
  });
}
