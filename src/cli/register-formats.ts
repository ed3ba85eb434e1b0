import type { MappedFormat } from '../registers/index.js';
import { REGISTER_FORMATS } from '../registers/format-names.js';

const TABLES: Readonly<Record<MappedFormat, string>> = { csv: 'text/csv', geojson: 'application/geo+json' };

/**
 * The media type of a register's file.
 * @param format its name on the command line; told by the file where not given
 * @throws ProblemError `invalid-register` where there is no such file, nothing tells its format, or it is compressed
 */
export async function registerMediaType(path: string, format?: string): Promise<string> {
  const { formatOf } = await import('../registers/index.js');
  const known = formatOf({ path, format: format === undefined ? undefined : REGISTER_FORMATS[format] });
  return known === 'csv' || known === 'geojson' ? TABLES[known] : known;
}
