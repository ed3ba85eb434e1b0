/** How the rooms of the interface describe what their addresses take and answer. */
import { z } from 'zod';
import type { Action } from '../../access/index.js';
import type { ProblemType } from '../../problem.js';
import { rdfMediaTypes } from '../../rdf/media-types.js';

/** What a body is: JSON of a schema, text of some grammar, or bytes. */
export type Content = z.ZodType | 'text' | 'bytes';

/** Bodies by media type. */
export type Contents = Readonly<Record<string, Content>>;

/** An answer of one status. */
export interface Answer {
  readonly description: string;
  readonly content?: Contents;
  /** Header fields that it has beside those of every answer, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What one method at one address takes and answers. */
export interface Described {
  /** In a few words. */
  readonly summary: string;
  readonly description?: string;
  /**
   * Its addresses, such as `/doc/{type}/{key}`, where the route takes several parts of a path as one: clients send a slash
   * within a parameter percent-encoded, and that is another address.
   */
  readonly addresses?: readonly string[];
  /** Parts of the path, with what they are. */
  readonly path?: Readonly<Record<string, string>>;
  /** Parameters after the question mark. */
  readonly query?: z.ZodObject;
  /** Header fields of the request, by their names. */
  readonly headers?: z.ZodObject;
  /** What may be sent; a JSON Schema of the very schema that checks it, where one does. */
  readonly body?: Contents;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Problems that are of this operation's own; what any may meet (401, 413, 500, …) is added. */
  readonly problems?: readonly ProblemType[];
  /** What one must be allowed, where that is more than the route asks for. */
  readonly action?: Action;
}

/** Operations by method and address in the notation of routes: `GET /doc/report/:id/timeline`. */
export type Operations = Readonly<Record<string, Described>>;

/** An answer with JSON. */
export function jsonAnswer(
  description: string,
  schema: z.ZodType,
  more: Pick<Answer, 'headers'> = {},
): Answer {
  return { description, content: { 'application/json': schema }, ...more };
}

/** Every serialisation of RDF that graphs are given in, and what comes besides. */
export function rdfContents(more: Contents = {}): Contents {
  return { ...textContents(rdfMediaTypes), 'application/ld+json': jsonLd, ...more };
}

/** Texts in some media types. */
export function textContents(mediaTypes: readonly string[]): Contents {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, 'text' as const]));
}

/** An answer that leads elsewhere. */
export function redirect(description: string): Answer {
  return { description, headers: { Location: 'Where it is.' } };
}

/** Any JSON-LD document. */
export const jsonLd = z.union([z.looseObject({}), z.array(z.looseObject({}))]);
/** An IRI. */
export const iri = z.string().meta({ format: 'iri' });
/** An instant, ISO 8601. */
export const dateTime = z.string().meta({ format: 'date-time' });
/** A count. */
export const count = z.int().min(0);
/** A text in the two languages of the service. */
export const bilingual = z.object({ nl: z.string(), en: z.string() }).meta({ id: 'Bilingual' });
/** A thing with its name. */
export const named = z.object({ id: iri, label: bilingual }).meta({ id: 'Named' });
/** Entity tags of a condition, or `*` (RFC 9110, section 13.1). */
export const entityTags = z
  .string()
  .optional()
  .meta({ pattern: '^(\\*|(W/)?"[^"\\s]*"(\\s*,\\s*(W/)?"[^"\\s]*")*)$' });
/** The language of texts for people. */
export const language = z
  .enum(['nl', 'en'])
  .optional()
  .meta({ description: 'Language of texts for people; otherwise by Accept-Language.' });
