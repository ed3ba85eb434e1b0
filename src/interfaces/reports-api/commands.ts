import { ProblemError } from '../../problem.js';
import type { Life, ReportLife } from '../../reports/index.js';
import type { Named, Responsibility } from '../../responsibility/index.js';
import type { GraphStore } from '../../store/graph-store.js';
import { namedTags } from '../http/etag.js';
import { readJsonBody } from '../http/json-body.js';
import { jsonReply, type HttpRequest, type Reply, type RequestContext, type Site } from '../http/reply.js';
import { commandBodies, commandOf, isCommandPath, type CommandPath } from './command-bodies.js';
import { lifeJson } from './life-json.js';

/** What commands work with. */
export interface CommandOptions extends Site {
  readonly store: GraphStore;
  readonly life: Life;
  readonly responsibility: Responsibility;
}

/** Gives a command to a report: `POST /id/report/{id}/{command}`. */
export async function giveCommand(
  options: CommandOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const report = `${options.baseUrl}/id/report/${encodeURIComponent(request.params.id ?? '')}`;
  return performCommand(options, request, context, { report });
}

/**
 * Gives the command that the address names to a report.
 * @param about.credential the token of a follow link, where the address holds it
 */
export async function performCommand(
  options: CommandOptions,
  request: HttpRequest,
  context: RequestContext,
  about: { readonly report: string; readonly credential?: string },
): Promise<Reply> {
  const { command: name = '' } = request.params;
  const body = (known: CommandPath): Promise<object> => readJsonBody<object>(request, commandBodies[known]);
  return lifeReply(options, await performNamed(options, request, context, { ...about, name, body }));
}

/**
 * Gives a command by its name to a report.
 * @param about.body reads what the command says
 * @throws ProblemError `not-found` where there is no such command, and whatever `Life.perform` refuses
 */
export async function performNamed(
  options: CommandOptions,
  request: HttpRequest,
  context: RequestContext,
  about: {
    readonly report: string;
    readonly credential?: string;
    readonly name: string;
    readonly body: (name: CommandPath) => Promise<object>;
    /** Sets one sending of a form apart. */
    readonly once?: string | undefined;
  },
): Promise<ReportLife> {
  const { name } = about;
  if (!isCommandPath(name))
    throw new ProblemError(
      'not-found',
      `There is no command "${name}"; there are ${Object.keys(commandBodies).join(', ')}.`,
    );
  return options.life.perform({
    report: about.report,
    command: commandOf(name, await about.body(name)),
    requestId: context.requestId,
    once: about.once,
    versions: versionsIn(request.headers['if-match']),
    authorise: (action, owner) => context.authorise(action, owner, about.credential),
  });
}

/** The life of a report as an answer, with the version that `If-Match` takes. */
export async function lifeReply(options: CommandOptions, life: ReportLife): Promise<Reply> {
  const reply = jsonReply(lifeJson(life, options.life, await handlerOf(options, life)));
  const etag = `"${String(options.store.graphChanged(life.graph) ?? 0)}"`;
  return { ...reply, headers: { ...reply.headers, etag, 'cache-control': 'no-store' } };
}

/** Who has a report; `undefined` where that is a dispatcher. */
export async function handlerOf(
  { responsibility, baseUrl }: CommandOptions,
  { handler }: ReportLife,
): Promise<Named | undefined> {
  if (handler === undefined || handler === `${baseUrl}/id/agent/service`) return undefined;
  return (await responsibility.name([handler])).get(handler);
}

/**
 * The versions that a client names (RFC 9110, section 13.1.1). A weak tag, and one that is none of ours, names no version:
 * then the command is refused as for a report that has changed.
 * @returns `undefined` where any version will do
 * @throws ProblemError `invalid-parameter` where there is no entity tag in it
 */
function versionsIn(header: string | undefined): readonly number[] | undefined {
  const tags = header === undefined ? '*' : namedTags(header);
  if (tags === '*') return undefined;
  if (tags.length > 0)
    return tags.flatMap(({ opaque, isWeak }) => (!isWeak && /^\d+$/.test(opaque) ? [Number(opaque)] : []));
  throw new ProblemError(
    'invalid-parameter',
    'If-Match takes the ETag of the report’s timeline with its quotes, such as "42", several of them, or *.',
    {
      parameter: 'If-Match',
      example: '"42"',
    },
  );
}
