import { ProblemError } from '../../problem.js';
import { rdfMediaType, rdfMediaTypes } from '../../rdf/media-types.js';
import { parseTerms, type SupposedRegister } from '../../registers/index.js';
import type { SupposedRuleSet, Supposition } from '../../responsibility/index.js';
import { isMultipart, readForm, type FormPart } from '../http/multipart.js';
import type { HttpRequest } from '../http/reply.js';
import {
  readAskedOfRegister,
  registerFormat,
  registerName,
  registerPieces,
} from '../registers-api/register-request.js';
import { withUpload } from '../registers-api/uploads.js';
import type { WhatIfApiOptions } from './index.js';

const SET_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;
/** Bytes of one part of a form; a larger register is sent as a body of its own. */
const PART_BYTES = 16 * 1024 * 1024;

/** What was sent, with what its sender says it is. */
interface Sent {
  readonly mediaType: string;
  readonly content: () => AsyncIterable<Buffer> | Iterable<Buffer>;
}

/**
 * Reads what is supposed, and does something with it while it is there: a rule set (`set=`), a register (`register=`), or
 * both as parts `rules` and `register` of a form.
 * @throws ProblemError `invalid-parameter`, `invalid-rules`, `unsupported-media-type`, `malformed-body`, `body-too-large`,
 *   `storage-unavailable`
 */
export async function withSupposition<T>(
  options: WhatIfApiOptions,
  request: HttpRequest,
  action: (supposition: Supposition) => Promise<T>,
): Promise<T> {
  const { rules, register } = await readSent(options, request);
  const ruleSets = rules ? [await readRuleSet(options, request, rules)] : [];
  if (!register) return action({ ruleSets });
  return withUpload(options.dataDirectory, register.content(), (path) =>
    action({ ruleSets, register: supposed(options, request, { path, mediaType: register.mediaType }) }),
  );
}

async function readSent(
  { registerLimit }: WhatIfApiOptions,
  request: HttpRequest,
): Promise<{ rules?: Sent | undefined; register?: Sent | undefined }> {
  const isOf = (name: string): boolean => request.query.has(name);
  if (isMultipart(request)) {
    const parts = await readForm(request, { partBytes: PART_BYTES, parts: 2 });
    const [rules, register] = ['rules', 'register'].map((name) => sentAs(parts, name));
    if (rules ?? register) return { rules, register };
    throw missing('register', 'The form has neither a part "rules" nor a part "register".', 'roads');
  }
  if (isOf('set') === isOf('register'))
    throw missing(
      'set',
      'Give set=NAME where the body is a rule set, or register=NAME where it is a register; to suppose both, send them as ' +
        'the parts "rules" and "register" of a form.',
      'agreements',
    );
  const sent: Sent = {
    mediaType: request.headers['content-type'] ?? '',
    content: () => (isOf('set') ? readWhole(request) : registerPieces(request, registerLimit)),
  };
  return isOf('set') ? { rules: sent } : { register: sent };
}

async function* readWhole(request: HttpRequest): AsyncGenerator<Buffer> {
  yield await request.body();
}

function sentAs(parts: readonly FormPart[], name: string): Sent | undefined {
  const part = parts.find((each) => each.name === name);
  return part && { mediaType: part.mediaType, content: () => [part.bytes] };
}

async function readRuleSet(
  { engine: { ruleSets }, baseUrl }: WhatIfApiOptions,
  { query }: HttpRequest,
  { mediaType, content }: Sent,
): Promise<SupposedRuleSet> {
  const name = query.get('set') ?? '';
  if (!SET_NAME.test(name))
    throw missing('set', 'Give set=NAME, the rule set that this one would take the place of.', 'agreements');
  const format = rdfMediaType(mediaType);
  if (!format)
    throw new ProblemError(
      'unsupported-media-type',
      `A rule set is sent as ${rdfMediaTypes.join(', ')}; the Content-Type says "${mediaType}".`,
      { supported: rdfMediaTypes },
    );
  const pieces: Buffer[] = [];
  for await (const piece of content()) pieces.push(piece);
  const graph = ruleSets.graphOf(name);
  return ruleSets.suppose(name, await parseTerms(Buffer.concat(pieces), format, graph, baseUrl));
}

function supposed(
  { engine, mappingsDirectory }: WhatIfApiOptions,
  { query }: HttpRequest,
  { path, mediaType }: { readonly path: string; readonly mediaType: string },
): SupposedRegister {
  const name = registerName(query.get('register') ?? '');
  const files = [{ path, name: 'the register that was sent', format: registerFormat(mediaType) }];
  return engine.supposeRegister({ ...readAskedOfRegister(query, mappingsDirectory), name, files });
}

function missing(parameter: string, detail: string, example: string): ProblemError {
  return new ProblemError('invalid-parameter', detail, { parameter, example });
}
