import { ProblemError } from '../../problem.js';
import { isSafeIri } from '../../rdf/nquads.js';
import type { Question, Responsibility } from '../../responsibility/index.js';
import { parseChosen } from './chosen.js';
import { nearest } from './nearest.js';

const KNOWN = ['category', 'lon', 'lat', 'accuracy', 'asset', 'chosen', 'lang'];
/** Parameters that may be given more than once. */
const SEVERAL = ['chosen'];
/** Metres, where the question does not say; the same as for reports. */
const DEFAULT_ACCURACY = 10;
const MOST_ACCURACY = 10_000;

interface Range {
  readonly min: number;
  readonly max: number;
  readonly example: string;
  readonly unit: string;
}

const RANGES = {
  lon: { min: -180, max: 180, example: '3.7219', unit: 'degrees of longitude (WGS84)' },
  lat: { min: -90, max: 90, example: '51.0443', unit: 'degrees of latitude (WGS84)' },
  accuracy: { min: 0, max: MOST_ACCURACY, example: '10', unit: 'metres' },
} as const satisfies Record<string, Range>;

/**
 * Reads `category`, `lon`, `lat`, `accuracy`, `asset`, and each `chosen`, which is an answer to the question of a decision.
 * @throws ProblemError `invalid-parameter` naming the parameter, what it takes and an example
 */
export async function readQuestion(
  query: URLSearchParams,
  responsibility: Responsibility,
): Promise<Question> {
  for (const name of query.keys()) {
    if (!KNOWN.includes(name))
      throw wrong(name, `There is no parameter "${name}"; there are ${KNOWN.join(', ')}.`);
    if (!SEVERAL.includes(name) && query.getAll(name).length > 1) throw wrong(name, `Give "${name}" once.`);
  }
  const category = await readCategory(given(query, 'category'), responsibility);
  const lon = readNumber(query, 'lon');
  const lat = readNumber(query, 'lat');
  const asset = readAsset(given(query, 'asset'));
  if ((lon === undefined) !== (lat === undefined))
    throw missing(lon === undefined ? 'lon' : 'lat', 'Give "lon" and "lat" together.');
  if (lon === undefined && asset === undefined)
    throw missing('lon', 'Give a place ("lon" and "lat") or an "asset".');
  const point: Question['point'] = lon === undefined || lat === undefined ? undefined : [lon, lat];
  const accuracy = readNumber(query, 'accuracy') ?? DEFAULT_ACCURACY;
  return { category, point, accuracy, asset, chosen: readChosen(query) };
}

/** A form sends what is not filled in as empty text. */
function given(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name)?.trim();
  return value === '' ? undefined : value;
}

async function readCategory(text: string | undefined, responsibility: Responsibility): Promise<string> {
  const example = 'zitbank-beschadigd';
  if (text === undefined)
    throw wrong('category', 'Give a "category", by key or by IRI. GET /categories lists them.', example);
  const iri = await responsibility.categoryIri(text);
  if (iri !== undefined) return iri;
  const near = nearest(text, await responsibility.categoryKeys(), 3);
  throw wrong(
    'category',
    `There is no category "${text}". Did you mean ${near.join(', ')}?`,
    near[0] ?? example,
    near,
  );
}

function readNumber(query: URLSearchParams, name: keyof typeof RANGES): number | undefined {
  const text = given(query, name);
  if (text === undefined) return undefined;
  const { min, max, unit, example } = RANGES[name];
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw wrong(name, `"${name}" must be a number from ${String(min)} to ${String(max)}, in ${unit}.`, example);
}

function readAsset(text: string | undefined): string | undefined {
  if (text === undefined || isSafeIri(text)) return text;
  throw wrong('asset', '"asset" must be an absolute IRI.', 'https://example.org/id/asset/zitbank-001');
}

function readChosen(query: URLSearchParams): Question['chosen'] {
  if (!query.has('chosen')) return undefined;
  return query.getAll('chosen').map((text) => {
    const chosen = parseChosen(text);
    if (chosen && isSafeIri(chosen.feature)) return chosen;
    throw wrong(
      'chosen',
      '"chosen" is what is meant, as one of asset, ground, road and area, the side of a road (left or right) where one is meant, and an IRI.',
      'ground:https://example.org/id/ground/park-001',
    );
  });
}

function missing(name: keyof typeof RANGES, detail: string): ProblemError {
  return wrong(name, detail, RANGES[name].example);
}

function wrong(parameter: string, detail: string, example?: string, near?: readonly string[]): ProblemError {
  const suffix = example === undefined ? '' : ` For example: ${parameter}=${example}`;
  return new ProblemError('invalid-parameter', detail + suffix, {
    parameter,
    ...(example === undefined ? {} : { example }),
    ...(near === undefined ? {} : { suggestions: near }),
  });
}
