import { Parser } from 'n3';
import type { Quad } from '@rdfjs/types';
import type { RdfMediaType } from './media-types.js';
import { pooledTerms } from './term-pool.js';

/** The serialisations that are read piece by piece. */
export type TextMediaType = Exclude<RdfMediaType, 'application/ld+json' | 'application/rdf+xml'>;

/**
 * Reads Turtle and its family as it comes, in memory that does not grow with it; the quads of each piece are handed on
 * together. N3 is given text by hand, since its own stream reads bytes that are not UTF-8 as if they were.
 * @throws Error saying what is wrong, with the line where the parser knows it
 */
export async function* parseTextStream(
  source: AsyncIterable<Uint8Array>,
  options: { readonly mediaType: TextMediaType; readonly baseIri: string },
): AsyncGenerator<Quad[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const input = new TextInput();
  let batch: Quad[] = [];
  let fault: Error | undefined;
  new Parser({
    baseIRI: options.baseIri,
    format: options.mediaType,
    blankNodePrefix: '_:f-',
    factory: pooledTerms(),
  }).parse(input as never, (error: Error | null, quad: Quad | null) => {
    if (error) fault ??= error;
    else if (quad) batch.push(quad);
  });
  const parse = (text: string): Quad[] => {
    if (text.includes('\0')) throw new Error('it holds a NUL character, which no RDF syntax allows.');
    if (text !== '') input.write(text);
    if (fault) throw fault;
    const ready = batch;
    batch = [];
    return ready;
  };
  for await (const chunk of source) yield parse(decode(decoder, chunk));
  yield parse(decode(decoder));
  input.end();
  yield parse('');
}

/** What N3's parser takes for a stream of text. */
class TextInput {
  readonly #listeners = new Map<string, (text?: string) => void>();

  on(event: string, listener: (text?: string) => void): this {
    this.#listeners.set(event, listener);
    return this;
  }

  write(text: string): void {
    this.#listeners.get('data')?.(text);
  }

  end(): void {
    this.#listeners.get('end')?.();
  }
}

/** Without a chunk, what is left over. */
function decode(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new Error('it is not UTF-8 text.');
  }
}
