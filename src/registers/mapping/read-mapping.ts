import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isNode, LineCounter, parseDocument, type Document, type Tags } from 'yaml';
import type { z } from 'zod';
import { ProblemError } from '../../problem.js';
import { isSafeIri } from '../../rdf/nquads.js';
import { prefixes as known } from '../../rdf/namespaces.js';
import { mappingSchema, type MappingText, type PropertyText } from './mapping-schema.js';
import { readLookup, type LookupFile } from './read-lookup.js';
import { encodeForIri, parseTemplate, type Template } from './template.js';

/** A property of each record, ready to be filled. */
export interface MappedProperty {
  /** IRI of the property. */
  readonly property: string;
  readonly kind: 'iri' | 'literal';
  readonly template: Template;
  readonly language?: string | undefined;
  /** IRI of the datatype. */
  readonly datatype?: string | undefined;
  readonly split?: string | undefined;
  /** Column that must have a value for this property to be said. */
  readonly condition?: string | undefined;
  readonly required: boolean;
}

/** A column that is worked out from others. */
export interface DerivedColumn {
  /** Texts to try, the first that leads to a value. */
  readonly keys: readonly Template[];
  readonly find: (key: string) => string | undefined;
  readonly default?: Template | undefined;
}

/** A mapping, checked and ready for use. */
export interface Mapping {
  readonly path: string;
  readonly iri: Template;
  /** IRIs. */
  readonly classes: readonly string[];
  readonly crs?: string | undefined;
  readonly delimiter?: string | undefined;
  /** Of CSV; UTF-8 where not given. */
  readonly encoding?: string | undefined;
  /** Where the geometry is; GeoJSON's own where not given. */
  readonly geometry: MappingText['geometry'];
  readonly columns: ReadonlyMap<string, DerivedColumn>;
  /** Column → values that a record must have one of. */
  readonly only: ReadonlyMap<string, ReadonlySet<string>>;
  /** Column → values that mark a record of a delta as removed. */
  readonly removed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly properties: readonly MappedProperty[];
}

interface MappingFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Reads and checks a mapping file (YAML 1.2; JSON is YAML).
 * @param options.baseUrl what IRIs without scheme begin with
 * @param options.beside a folder in which files of lookups are looked for as well
 * @throws ProblemError `invalid-register` naming each fault with its line
 */
export function readMapping(
  path: string,
  options: { readonly baseUrl: string; readonly beside?: string | undefined },
): Mapping {
  if (!existsSync(path)) throw new ProblemError('invalid-register', `${path}: there is no such mapping.`);
  const counter = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), {
    lineCounter: counter,
    customTags: withoutNumbers,
  });
  const lineOf = (offset: number): number => counter.linePos(offset).line;
  const [broken] = document.errors;
  if (broken)
    throw refusal(path, [{ line: lineOf(broken.pos[0]), message: broken.message.split('\n')[0] ?? '' }]);
  const parsed = mappingSchema.safeParse(document.toJS());
  const faults: MappingFault[] = [];
  const mapping = parsed.success ? new MappingReader(path, options, faults).read(parsed.data) : undefined;
  if (!parsed.success) faults.push(...parsed.error.issues.map(describeIssue));
  if (mapping && faults.length === 0) return mapping;
  throw refusal(
    path,
    faults.map((fault) => ({
      line: lineAt(document, fault.path, lineOf),
      message: `${where(fault.path)}${fault.message}`,
    })),
  );
}

/** What looks like a number stays as it is written: the NIS code 01000 is not the number 1000, and 1.10 is not 1.1. */
function withoutNumbers(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || !/:(?:int|float)$/.test(tag.tag));
}

function describeIssue(issue: z.core.$ZodIssue): MappingFault {
  if (issue.code === 'unrecognized_keys')
    return {
      path: [...issue.path, issue.keys[0] ?? ''],
      message: 'there is no such key here; correct or remove it',
    };
  return { path: issue.path, message: `${issue.message} is expected here` };
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}

/** The line of what a path leads to, or of the nearest thing around it that is there. */
function lineAt(
  document: Document.Parsed,
  path: readonly PropertyKey[],
  lineOf: (offset: number) => number,
): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lineOf(node.range[0]);
  }
  return 1;
}

function refusal(
  path: string,
  faults: readonly { readonly line: number; readonly message: string }[],
): ProblemError {
  const listed = faults.map(({ line, message }) => `line ${String(line)}: ${message}`);
  return new ProblemError(
    'invalid-register',
    `The mapping ${path} cannot be used:\n${listed.join('\n')}\nSee docs/registers.md, "Mappings".`,
    { errors: faults.map(({ line, message }) => ({ line, message: { nl: message, en: message } })) },
  );
}

/** Turns the text of a mapping into what runs; what cannot be is a fault. */
class MappingReader {
  readonly #path: string;
  readonly #baseUrl: string;
  readonly #beside: string | undefined;
  readonly #faults: MappingFault[];
  #prefixes: ReadonlyMap<string, string> = new Map();

  constructor(
    path: string,
    options: { readonly baseUrl: string; readonly beside?: string | undefined },
    faults: MappingFault[],
  ) {
    this.#path = path;
    this.#baseUrl = options.baseUrl;
    this.#beside = options.beside;
    this.#faults = faults;
  }

  read(text: MappingText): Mapping {
    this.#prefixes = new Map([...Object.entries(known), ...Object.entries(text.prefixes)]);
    const classes = typeof text.class === 'string' ? [text.class] : text.class;
    const tables = new Map(
      Object.entries(text.lookups).map(([name, lookup]) => [
        name,
        'values' in lookup
          ? new Map(Object.entries(lookup.values).map(([key, value]) => [key, String(value)]))
          : this.#readTable(lookup, ['lookups', name]),
      ]),
    );
    return {
      path: this.#path,
      iri: this.#iriTemplate(text.iri, ['iri']),
      classes: classes.map((name) => this.#term(name, ['class'])),
      crs: text.crs,
      delimiter: text.delimiter,
      encoding: text.encoding,
      geometry: text.geometry,
      columns: new Map(
        Object.entries(text.columns).map(([name, column]) => [name, this.#column(name, column, tables)]),
      ),
      only: conditions(text.only),
      removed: conditions(text.removed ?? {}),
      properties: text.properties.map((property, index) => this.#property(property, ['properties', index])),
    };
  }

  #property(text: PropertyText, path: readonly PropertyKey[]): MappedProperty {
    const { iri, value, language, datatype, split, if: condition, required = false } = text;
    return {
      property: this.#term(text.property, [...path, 'property']),
      kind: iri === undefined ? 'literal' : 'iri',
      template:
        iri === undefined
          ? this.#parse(String(value), [...path, 'value'])
          : this.#iriTemplate(iri, [...path, 'iri']),
      language,
      datatype: datatype === undefined ? undefined : this.#term(datatype, [...path, 'datatype']),
      split,
      condition,
      required,
    };
  }

  #column(
    name: string,
    column: MappingText['columns'][string],
    tables: ReadonlyMap<string, ReadonlyMap<string, string>>,
  ): DerivedColumn {
    const path = ['columns', name];
    const keys = typeof column.key === 'string' ? [column.key] : column.key;
    return {
      keys: keys.map((key) => this.#parse(key, [...path, 'key'])),
      find:
        column.pattern === undefined
          ? this.#finder(column.lookup ?? '', tables, path)
          : this.#matcher(column.pattern, path),
      default: column.default === undefined ? undefined : this.#parse(column.default, [...path, 'default']),
    };
  }

  #finder(
    lookup: string,
    tables: ReadonlyMap<string, ReadonlyMap<string, string>>,
    path: readonly PropertyKey[],
  ): DerivedColumn['find'] {
    const table = tables.get(lookup);
    if (!table) this.#fault([...path, 'lookup'], `there is no table "${lookup}" under lookups`);
    return (key) => table?.get(key);
  }

  #matcher(pattern: string, path: readonly PropertyKey[]): DerivedColumn['find'] {
    try {
      const expression = new RegExp(pattern, 'u');
      return (key) => {
        const match = expression.exec(key);
        return match?.[1] ?? match?.[0];
      };
    } catch (error) {
      this.#fault([...path, 'pattern'], (error as Error).message);
      return () => undefined;
    }
  }

  #readTable(
    { file, ...lookup }: LookupFile & { readonly file: string },
    path: readonly PropertyKey[],
  ): ReadonlyMap<string, string> {
    const places = [dirname(this.#path), ...(this.#beside === undefined ? [] : [this.#beside])];
    const found = places.map((folder) => resolve(folder, file)).find((candidate) => existsSync(candidate));
    if (found === undefined) {
      this.#fault([...path, 'file'], `there is no file ${file} beside the mapping or the data`);
      return new Map();
    }
    try {
      return readLookup(found, lookup);
    } catch (error) {
      this.#fault(path, `${file}: ${(error as Error).message}`);
      return new Map();
    }
  }

  #iriTemplate(text: string, path: readonly PropertyKey[]): Template {
    const [, prefix = '', rest = ''] = /^([^:/{}]*):(?!\/\/)(.*)$/s.exec(text) ?? [];
    const base = this.#prefixes.get(prefix);
    const whole = base === undefined ? text : base + rest;
    const relative = !ABSOLUTE.test(whole) && !whole.startsWith('{');
    return this.#parse(relative ? `${this.#baseUrl}/${whole}` : whole, path, encodeForIri);
  }

  #parse(text: string, path: readonly PropertyKey[], encode?: (value: string) => string): Template {
    try {
      return parseTemplate(text, encode);
    } catch (error) {
      this.#fault(path, (error as Error).message);
      return { columns: [], fill: () => undefined };
    }
  }

  #term(name: string, path: readonly PropertyKey[]): string {
    const [, prefix = '', rest = ''] = /^([^:/]*):(?!\/\/)(.*)$/s.exec(name) ?? [];
    const base = this.#prefixes.get(prefix);
    const iri = base === undefined ? name : base + rest;
    if (base === undefined && !/^(?:https?:\/\/|urn:)/.test(name))
      this.#fault(path, `"${name}" has no known prefix; declare it under prefixes or write the whole IRI`);
    else if (!isSafeIri(iri)) this.#fault(path, `"${iri}" is not an IRI`);
    return iri;
  }

  #fault(path: readonly PropertyKey[], message: string): void {
    this.#faults.push({ path, message });
  }
}

function conditions(text: MappingText['only']): Map<string, ReadonlySet<string>> {
  return new Map(
    Object.entries(text).map(([column, values]) => [
      column,
      new Set((Array.isArray(values) ? values : [values]).map(String)),
    ]),
  );
}
