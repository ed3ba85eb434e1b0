import { z } from 'zod';

const text = (what: string): z.ZodString => z.string({ error: what }).min(1, what);
const template = text('a text with columns in braces, such as "bench/{number}"');
const templates = z.union([template, z.array(template).min(1)], {
  error: 'a text with columns in braces, or a list of them',
});
const term = text('an IRI or a prefixed name, such as obd:beheerder');
const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'a text, a number, true or false' });

const property = z
  .strictObject({
    property: term,
    iri: template.optional(),
    value: scalar.optional(),
    language: text('a language tag, such as nl').optional(),
    datatype: term.optional(),
    split: text('what stands between the values, such as ";"').optional(),
    if: text('the name of a column').optional(),
    required: z.boolean({ error: 'true or false' }).optional(),
  })
  .refine(({ iri, value }) => (iri === undefined) !== (value === undefined), {
    error: 'either iri or value, and not both',
  })
  .refine(({ iri, language, datatype }) => iri === undefined || (!language && !datatype), {
    error: 'an iri without language or datatype',
  })
  .refine(({ language, datatype }) => !language || !datatype, {
    error: 'a language or a datatype, not both',
  });

const column = z
  .strictObject({
    key: templates,
    lookup: text('the name of a table under lookups').optional(),
    pattern: text('a regular expression; its first group, or all of it, is the value').optional(),
    default: template.optional(),
  })
  .refine(({ lookup, pattern }) => (lookup === undefined) !== (pattern === undefined), {
    error: 'either lookup or pattern, and not both',
  });

/** What spreadsheets write; UTF-8 is what is taken where none is said. */
const ENCODINGS = ['windows-1252', 'iso-8859-1', 'iso-8859-15', 'utf-16le'] as const;

const delimiter = text('one character').length(1, 'one character').optional();
const encoding = z
  .enum(ENCODINGS, { error: `what the characters of the CSV file are: ${ENCODINGS.join(', ')}` })
  .optional();

const lookup = z.union(
  [
    z.strictObject({ values: z.record(z.string(), scalar) }),
    z.strictObject({
      file: text('the path of a CSV file, seen from the mapping'),
      key: text('the name of the column to look in'),
      value: text('the name of the column to take'),
      delimiter,
      encoding,
    }),
  ],
  {
    error:
      'either values (a table), or file, key and value (the columns of a CSV file), with its delimiter and encoding where needed',
  },
);

const geometry = z.union(
  [
    z.literal(false),
    z.strictObject({ wkt: text('the name of the column with WKT') }),
    z.strictObject({ lon: text('the name of a column'), lat: text('the name of a column') }),
    z.strictObject({ x: text('the name of a column'), y: text('the name of a column') }),
  ],
  { error: 'false, {wkt}, {lon, lat} or {x, y}, each the name of a column' },
);

/** What a mapping file holds (docs/registers.md, "Mappings"). */
export const mappingSchema = z.strictObject(
  {
    title: text('a text').optional(),
    prefixes: z.record(z.string(), text('the IRI that the prefix stands for')).default({}),
    crs: z
      .string()
      .regex(
        /^(?:EPSG:(?:4326|31370|3812)|CRS84)$/,
        'one of EPSG:31370 (Lambert 72), EPSG:3812 (Lambert 2008), EPSG:4326, CRS84',
      )
      .optional(),
    delimiter,
    encoding,
    iri: template,
    class: z.union([term, z.array(term).min(1)], { error: 'an IRI or prefixed name, or a list of them' }),
    geometry: geometry.optional(),
    columns: z.record(z.string(), column).default({}),
    lookups: z.record(z.string(), lookup).default({}),
    only: z
      .record(z.string(), z.union([scalar, z.array(scalar)], { error: 'a value or a list of values' }))
      .default({}),
    removed: z
      .record(z.string(), z.union([scalar, z.array(scalar)], { error: 'a value or a list of values' }))
      .optional(),
    properties: z.array(property, { error: 'a list of properties' }),
  },
  { error: 'a mapping: iri, class and properties at least' },
);

/** A mapping as written. */
export type MappingText = z.output<typeof mappingSchema>;
/** A property of a mapping as written. */
export type PropertyText = MappingText['properties'][number];
