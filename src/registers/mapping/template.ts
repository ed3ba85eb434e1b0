/** The values of one record by column; `undefined` where there is none or it is empty. */
export type RowValues = (column: string) => string | undefined;

/** A text with columns in braces, such as `bench/{number}`. */
export interface Template {
  /** The columns that it asks for. */
  readonly columns: readonly string[];
  /** The text with the values in place, or `undefined` where one is missing. */
  readonly fill: (values: RowValues) => string | undefined;
}

const COLUMN = /\{([^{}]*)\}/g;
/** What stands for itself in an IRI (RFC 3986, section 2.3); the rest of a value is percent-encoded. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const RESERVED = /[!'()*]/g;

/**
 * Reads a template.
 * @param encode what is done to each value, without spaces around it; a template that is one column alone takes the value as it is
 * @throws Error where a brace is left open
 */
export function parseTemplate(text: string, encode: (value: string) => string = (value) => value): Template {
  if (/[{}]/.test(text.replace(COLUMN, '')))
    throw new Error(`"${text}" has a brace without its partner; write a column as {name}`);
  // Every other part is the name of a column.
  const [beginning = '', ...parts] = text.split(COLUMN);
  const columns = parts.filter((_, index) => index % 2 === 0).map((name) => name.trim());
  const between = parts.filter((_, index) => index % 2 === 1);
  const alone = columns.length === 1 && text.trim() === `{${columns[0] ?? ''}}`;
  return {
    columns,
    fill: (values) => {
      let filled = beginning;
      for (const [index, name] of columns.entries()) {
        const value = values(name)?.trim();
        if (value === undefined) return undefined;
        filled += (alone ? value : encode(value)) + (between[index] ?? '');
      }
      return filled;
    },
  };
}

/** A value as part of an IRI (RFC 6570, section 3.2.2, simple expansion, as R2RML has it in section 7.3). */
export function encodeForIri(value: string): string {
  return encodeURIComponent(value.replace(LONE_SURROGATE, '\ufffd')).replace(
    RESERVED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
