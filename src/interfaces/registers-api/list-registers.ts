import { ProblemError } from '../../problem.js';
import { readRegisterVersions, type DescribedRegister } from '../../registers/index.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import type { RegistersApiOptions } from './index.js';
import { LIMIT, readLimit, readNumber } from './read-numbers.js';
import { registerName } from './register-request.js';

/** Which versions of a register are shown: the newest `limit` of those before version number `before`. */
interface Page {
  readonly limit: number;
  readonly before: number;
}

/** All registers, each with its newest versions; the same is in the graph of registers as RDF. */
export function listRegisters({ engine, baseUrl }: RegistersApiOptions, { query }: HttpRequest): Reply {
  const page = { limit: readLimit(query), before: Infinity };
  const registers = readRegisterVersions(engine.store, baseUrl);
  return jsonReply({ registers: registers.map((register) => toJson(register, page, baseUrl)) });
}

/** One register with its newest versions, or those before the one that `before` names. */
export async function showRegister(
  { engine, baseUrl }: RegistersApiOptions,
  { params, query }: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  await context.authorise('public.read');
  const wanted = registerName(params.name ?? '');
  const register = readRegisterVersions(engine.store, baseUrl).find(({ name }) => name === wanted);
  if (!register) throw new ProblemError('not-found', `There is no register "${wanted}". See /registers.`);
  const page = { limit: readLimit(query), before: readNumber(query, 'before', Infinity) };
  return jsonReply(toJson(register, page, baseUrl));
}

function toJson({ iri, name, title, versions }: DescribedRegister, page: Page, baseUrl: string): object {
  const { limit, before } = page;
  const end = versions.findLastIndex(({ version }) => version < before) + 1;
  const shown = versions.slice(Math.max(0, end - limit), end);
  const [first] = shown;
  const query = first && `before=${String(first.version)}${limit === LIMIT ? '' : `&limit=${String(limit)}`}`;
  return {
    id: iri,
    name,
    title,
    versions: shown.map(({ iri: version, ...rest }) => ({ id: version, ...rest })),
    ...(query !== undefined && end > shown.length
      ? { older: `${baseUrl}/registers/${encodeURIComponent(name)}?${query}` }
      : {}),
  };
}
