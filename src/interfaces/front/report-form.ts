import { createHash, createHmac } from 'node:crypto';
import { reportContextUrl } from '../../rdf/contexts.js';
import type { Intake, Life } from '../../reports/index.js';
import type { Chosen } from '../../responsibility/index.js';
import { fieldOf, readFormFields } from '../http/form-fields.js';
import type { HttpRequest, Reply, RequestContext, Site } from '../http/reply.js';
import { formatChosen, parseChosen } from '../reports-api/chosen.js';
import { wordingFor } from '../web/language.js';
import { filedPage } from './filed-page.js';

/** Characters of a form's key that count. */
const MOST_KEY = 100;

/** What the form works with. */
export interface ReportFormOptions extends Site {
  readonly intake: Intake;
  readonly life: Pick<Life, 'read' | 'perform'>;
}

/** A report that was just filed, and what shows that it is one's own. */
interface Filed {
  readonly report: string;
  readonly follow: string | undefined;
  /** Sets the sending of it apart. */
  readonly key: string | undefined;
}

/**
 * Files what a form on a page holds, as the report that a program would send, answers the question of its decision as
 * the reader did before, and shows the secret link. Sending the same again files nothing again; who went back and wrote
 * something else files another report.
 * @throws ProblemError `unsupported-media-type`, and whatever the intake refuses
 */
export async function fileForm(
  options: ReportFormOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { baseUrl, intake } = options;
  const fields = await readFormFields(request, 'Programs use POST /reports.');
  const body = Buffer.from(JSON.stringify(report(baseUrl, fields)));
  const key = idempotencyKey(fields, body);
  const accepted = await intake.submit({
    body,
    mediaType: 'application/ld+json',
    idempotencyKey: key,
    requestId: context.requestId,
  });
  const answers = fields.getAll('chosen').flatMap((text) => parseChosen(text) ?? []);
  const { location: filed, follow } = accepted;
  await giveAnswers(options, { report: filed, follow, key }, answers, context);
  return filedPage(options, wordingFor(request.headers, fields), accepted);
}

/** The same for the same report out of one showing of the form: a browser that goes back has the old showing. */
function idempotencyKey(fields: URLSearchParams, body: Buffer): string | undefined {
  const key = fieldOf(fields, 'key');
  if (key === undefined) return undefined;
  return `form ${key.slice(0, MOST_KEY)} ${createHash('sha256').update(body).digest('base64url')}`;
}

/** Gives the answers that the decision asks for; others are to questions that it does not have. */
async function giveAnswers(
  { life }: ReportFormOptions,
  { report, follow, key }: Filed,
  answers: readonly Chosen[],
  context: RequestContext,
): Promise<void> {
  for (const answer of answers) {
    const choices = [...(life.read(report)?.choices ?? [])];
    const [choice] = choices.find(([, offered]) => isSame(offered, answer)) ?? [];
    if (choice === undefined) continue;
    await life.perform({
      report,
      command: { name: 'choose', choice },
      requestId: context.requestId,
      // Two presses of the button file one report, and come here both.
      once: key && createHmac('sha256', key).update(formatChosen(answer)).digest('base64'),
      authorise: (action, owner) => context.authorise(action, owner, follow),
    });
  }
}

function isSame(one: Chosen, other: Chosen): boolean {
  return one.role === other.role && one.side === other.side && one.feature === other.feature;
}

function report(baseUrl: string, fields: URLSearchParams): object {
  const text = (name: string): string | undefined => fieldOf(fields, name);
  const [lon, lat, accuracy] = ['lon', 'lat', 'accuracy'].map((name) => number(text(name)));
  const asset = text('asset');
  return {
    '@context': reportContextUrl(baseUrl),
    type: 'Report',
    category: text('category'),
    description: text('description'),
    ...(lon === undefined || lat === undefined
      ? {}
      : { location: { lon, lat, ...(accuracy === undefined ? {} : { accuracy }) } }),
    ...(asset === undefined ? {} : { asset }),
    ...reporter(fields),
  };
}

/** Who reports it, where the form says so; told by e-mail where there is an address to tell. */
function reporter(fields: URLSearchParams): object {
  const [name, email, phone] = ['name', 'email', 'phone'].map((each) => fieldOf(fields, each));
  if ([name, email, phone].every((each) => each === undefined)) return {};
  const told = fields.has('notify') && email !== undefined;
  const language = fields.get('lang') === 'en' ? 'en' : 'nl';
  return { reporter: { name, email, phone, ...(told ? { notify: 'email', language } : {}) } };
}

/** A number, or the text as it came, for the intake to say what is wrong with it. */
function number(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
