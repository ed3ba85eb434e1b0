import type { ImportSummary } from '../../registers/index.js';
import { readYes } from '../http/read-yes.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { differenceJson } from './difference-json.js';
import type { RegistersApiOptions } from './index.js';
import { readAskedOfRegister, registerFormat, registerName, registerPieces } from './register-request.js';
import { withUpload } from './uploads.js';

/**
 * Makes a new version of a register from the body: 201 for its first version, 200 for another, or for a look at what
 * would change (`dryRun=true`).
 */
export async function putRegister(
  options: RegistersApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { id: agent } = await context.authorise('register.load');
  const { requestId } = context;
  const { engine, registerLimit, mappingsDirectory, dataDirectory } = options;
  const name = registerName(request.params.name ?? '');
  const format = registerFormat(request.headers['content-type']);
  const asked = readAskedOfRegister(request.query, mappingsDirectory);
  const isLook = readYes(request.query, 'dryRun');
  return withUpload(dataDirectory, registerPieces(request, registerLimit), async (path) => {
    const files = [{ path, name: `body of PUT /registers/${name}`, format }];
    const summary = await engine.turns.take(`register ${name}`, () =>
      engine.loadRegister({ ...asked, name, agent, requestId, files, isLook }),
    );
    return answer(options, summary);
  });
}

function answer({ baseUrl }: RegistersApiOptions, summary: ImportSummary): Reply {
  const { register, version, switched, difference, listedFailures, listedWarnings, ...counts } = summary;
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
    difference: differenceJson(difference),
    redecide: `${baseUrl}/redecide`,
  };
  const reply = jsonReply(document, { status: switched && version === 1 ? 201 : 200 });
  return switched ? { ...reply, headers: { ...reply.headers, location: register } } : reply;
}
