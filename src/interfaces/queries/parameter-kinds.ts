import { z } from 'zod';
import { xsd } from '../../rdf/namespaces.js';
import { isSafeIri } from '../../rdf/nquads.js';
import { dayAfter, isDay, startOf } from '../../responsibility/index.js';
import { iriTerm, literalTerm, type SparqlTerm } from '../../rdf/query-text.js';

/** What the reading of a value may need beside its text. */
export interface KindContext {
  readonly baseUrl: string;
  /** IRI of a category given by key or IRI; `undefined` where there is none. */
  readonly categoryIri: (text: string) => string | undefined;
}

/** A kind of value that a query can take. */
interface Kind {
  /** What to give, for messages. */
  readonly takes: string;
  /** What the text of a value is, for the description of the interface. */
  readonly schema: z.ZodType;
  /** The type of the field in a form (HTML, section 4.10.5). */
  readonly field: 'text' | 'number' | 'date' | 'category';
  /** The value as an escaped term; `undefined` where the text is no such value. */
  readonly read: (text: string, context: KindContext) => SparqlTerm | undefined;
}

const INTEGER = /^[+-]?\d{1,18}$/;
const DECIMAL = /^[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?$/;
const MOST_TEXT = 1000;

function typed(pattern: RegExp, datatype: string): Kind['read'] {
  return (text) => (pattern.test(text) ? literalTerm(text, datatype) : undefined);
}

function readIri(text: string, { baseUrl }: KindContext): SparqlTerm | undefined {
  // An IRI of ours may be given from its path on.
  const iri = /^\/?id\//.test(text) ? `${baseUrl}/${text.replace(/^\//, '')}` : text;
  return isSafeIri(iri) ? iriTerm(iri) : undefined;
}

const DAY = {
  takes: 'a day of the calendar as YYYY-MM-DD',
  schema: z.string().meta({ format: 'date' }),
  field: 'date',
} as const;

/** A day as one of its ends: times in the graph are moments in UTC, days are those of Belgium. */
function readMoment(momentOf: (day: string) => Date): Kind['read'] {
  return (text) => (isDay(text) ? literalTerm(momentOf(text).toISOString(), xsd('dateTime')) : undefined);
}

/** Every kind, by the name that query files use. */
export const parameterKinds: Readonly<Record<string, Kind>> = {
  iri: {
    takes: 'an absolute IRI, or a path of this service that begins with id/',
    schema: z.string().meta({ format: 'iri-reference' }),
    field: 'text',
    read: readIri,
  },
  string: {
    takes: `a text of at most ${String(MOST_TEXT)} characters`,
    schema: z.string().max(MOST_TEXT),
    field: 'text',
    read: (text) => (text.length <= MOST_TEXT ? literalTerm(text) : undefined),
  },
  integer: {
    takes: 'a whole number',
    schema: z.int(),
    field: 'number',
    read: typed(INTEGER, xsd('integer')),
  },
  decimal: {
    takes: 'a number such as 3.72',
    schema: z.number(),
    field: 'number',
    read: typed(DECIMAL, xsd('decimal')),
  },
  boolean: {
    takes: 'true or false',
    schema: z.boolean(),
    field: 'text',
    read: typed(/^(?:true|false)$/, xsd('boolean')),
  },
  date: { ...DAY, read: (text) => (isDay(text) ? literalTerm(text, xsd('date')) : undefined) },
  dayStart: { ...DAY, read: readMoment(startOf) },
  dayEnd: { ...DAY, read: readMoment((day) => startOf(dayAfter(day))) },
  dateTime: {
    takes: 'a moment as YYYY-MM-DDThh:mm:ssZ',
    schema: z.string().meta({ format: 'date-time' }),
    field: 'text',
    read: (text) => (isDay(DATE_TIME.exec(text)?.[1] ?? '') ? literalTerm(text, xsd('dateTime')) : undefined),
  },
  category: {
    takes: 'a category by key or by IRI (GET /categories lists them)',
    schema: z.string(),
    field: 'category',
    read: (text, { categoryIri }) => {
      const iri = categoryIri(text);
      return iri === undefined ? undefined : iriTerm(iri);
    },
  },
};
