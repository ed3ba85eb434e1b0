import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '../../problem.js';
import { rdfMediaType, rdfMediaTypes } from '../../rdf/media-types.js';
import { parseFailureLimit, type ImportSummary, type SourceFile } from '../../registers/index.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import type { RegisterRequest, RegistersApiOptions } from './index.js';

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;
const TABLES: Readonly<Record<string, 'csv' | 'geojson'>> = {
  'text/csv': 'csv',
  'application/geo+json': 'geojson',
};
/** Pairs of managers that an answer lists. */
const LISTED_PAIRS = 100;

/**
 * Makes a new version of a register from the body: 201 for its first version, 200 for another, or for a look at what
 * would change (`dryRun=true`).
 */
export async function putRegister(
  options: RegistersApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { id } = await context.authorise('register.load');
  const { engine, registerLimit } = options;
  const name = request.params.name ?? '';
  if (!NAME.test(name))
    throw wrong('name', 'A register is named with letters, digits, dots and dashes.', 'roads');
  const format = formatOf(request);
  const asked = readQuery(request.query, options);
  const folder = await mkdtemp(join(tmpdir(), 'wegwijzer-register-'));
  try {
    const path = join(folder, 'body');
    // The whole of it first: what breaks off half-way must not hold a place among the loads.
    await pipeline(request.pieces(registerLimit), createWriteStream(path));
    const summary = await engine.turns.take(`register ${name}`, () =>
      engine.loadRegister({
        ...asked,
        name,
        agent: id,
        files: [{ path, name: `body of PUT /registers/${name}`, format }],
      }),
    );
    return answer(options, summary);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function formatOf({ headers }: HttpRequest): NonNullable<SourceFile['format']> {
  const header = headers['content-type'] ?? '';
  const table = TABLES[header.split(';', 1)[0]?.trim().toLowerCase() ?? ''];
  const format = table ?? rdfMediaType(header);
  if (format) return format;
  const supported = [...rdfMediaTypes, ...Object.keys(TABLES)];
  throw new ProblemError(
    'unsupported-media-type',
    `A register is sent as ${supported.join(', ')}; the Content-Type says "${header}".`,
    { supported },
  );
}

/** What the query asks for beside the body. */
type Asked = Pick<
  RegisterRequest,
  'asOf' | 'title' | 'crs' | 'delta' | 'mapping' | 'failureLimit' | 'confirm'
>;

function readQuery(query: URLSearchParams, options: RegistersApiOptions): Asked {
  const text = (name: string): string | undefined => query.get(name) ?? undefined;
  const yes = (name: string): boolean => {
    const value = text(name) ?? 'false';
    if (value === 'true' || value === 'false') return value === 'true';
    throw wrong(name, `${name} is true or false.`, 'true');
  };
  const failures = text('maxFailures');
  const isLook = yes('dryRun');
  return {
    asOf: text('asOf'),
    title: text('title'),
    crs: text('crs'),
    delta: yes('delta'),
    mapping: mappingPath(text('mapping'), options),
    failureLimit: failures === undefined ? undefined : parseFailureLimit(failures),
    confirm: () => !isLook,
  };
}

/** Only by name, so that a client reaches no other file. */
function mappingPath(
  name: string | undefined,
  { mappingsDirectory }: RegistersApiOptions,
): string | undefined {
  if (name === undefined) return undefined;
  const path = NAME.test(name) ? join(mappingsDirectory, `${name}.yaml`) : undefined;
  if (path !== undefined && existsSync(path)) return path;
  throw wrong(
    'mapping',
    `There is no mapping "${name}" among those that the operator has put ready.`,
    'roads',
  );
}

function wrong(parameter: string, detail: string, example: string): ProblemError {
  return new ProblemError('invalid-parameter', detail, { parameter, example });
}

function answer({ baseUrl }: RegistersApiOptions, summary: ImportSummary): Reply {
  const { register, version, switched, difference, listedFailures, listedWarnings, ...counts } = summary;
  const { added, removed, changed, managersChanged, pairs, listed } = difference;
  const document = {
    register,
    version,
    switched,
    records: counts.records,
    quads: counts.quads,
    failures: counts.failures,
    listedFailures,
    warnings: counts.warnings,
    listedWarnings,
    difference: {
      added,
      removed,
      changed,
      managersChanged,
      pairs: pairs.slice(0, LISTED_PAIRS),
      examples: listed,
    },
    redecide: `${baseUrl}/redecide`,
  };
  const reply = jsonReply(document, { status: switched && version === 1 ? 201 : 200 });
  return switched ? { ...reply, headers: { ...reply.headers, location: register } } : reply;
}
