import { ProblemError } from '../../problem.js';
import { readVersionDifference } from '../../registers/index.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { differenceJson } from './difference-json.js';
import type { RegistersApiOptions } from './index.js';
import { registerName } from './register-request.js';

/** What a version of a register changed: the one in force, or the one that `version` names. */
export async function showDifference(
  { engine, baseUrl }: RegistersApiOptions,
  { params, query }: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  await context.authorise('register.load');
  const name = registerName(params.name ?? '');
  const number = readNumber(query);
  const { version, difference } = await readVersionDifference(engine.store, {
    baseUrl,
    name,
    ...(number === undefined ? {} : { number }),
  });
  return jsonReply({
    id: version.iri,
    version: version.version,
    asOf: version.asOf,
    difference: differenceJson(difference),
  });
}

/** Takes back what the version in force changed, as a new version; open reports are looked at again in the background. */
export async function undoVersion(
  { engine, baseUrl }: RegistersApiOptions,
  { params }: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { id } = await context.authorise('register.load');
  const name = registerName(params.name ?? '');
  const { register, version, difference } = await engine.turns.take(`register ${name}`, () =>
    engine.undoRegister(name, { agent: id, requestId: context.requestId }),
  );
  return jsonReply({
    register,
    version,
    difference: differenceJson(difference),
    redecide: `${baseUrl}/redecide`,
  });
}

function readNumber(query: URLSearchParams): number | undefined {
  const text = query.get('version');
  if (text === null) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ProblemError('invalid-parameter', 'version is the number of a version of the register.', {
    parameter: 'version',
    example: '2',
  });
}
