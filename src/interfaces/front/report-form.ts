import { ProblemError } from '../../problem.js';
import { reportContextUrl } from '../../rdf/contexts.js';
import type { Intake, Life } from '../../reports/index.js';
import type { Chosen } from '../../responsibility/index.js';
import type { HttpRequest, Reply, RequestContext, Site } from '../http/reply.js';
import { parseChosen } from '../reports-api/chosen.js';

const FORM = 'application/x-www-form-urlencoded';

/** What the form works with. */
export interface ReportFormOptions extends Site {
  readonly intake: Intake;
  readonly life: Pick<Life, 'read' | 'perform'>;
}

/** A report that was just filed, and what shows that it is one's own. */
interface Filed {
  readonly report: string;
  readonly follow: string | undefined;
}

/**
 * Files what a form on a page holds, as the report that a program would send, answers the question of its decision as
 * the reader did before, and leads to its page.
 * @throws ProblemError `unsupported-media-type`, and whatever the intake refuses
 */
export async function fileForm(
  options: ReportFormOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { baseUrl, intake } = options;
  const sent = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (sent !== FORM)
    throw new ProblemError(
      'unsupported-media-type',
      `This address takes the form of our own page, ${FORM}. Programs use POST /reports.`,
      {
        supported: [FORM],
      },
    );
  const fields = new URLSearchParams((await request.body()).toString());
  const { location, follow } = await intake.submit({
    body: Buffer.from(JSON.stringify(report(baseUrl, fields))),
    mediaType: 'application/ld+json',
  });
  const answers = fields.getAll('chosen').flatMap((text) => parseChosen(text) ?? []);
  await giveAnswers(options, { report: location, follow }, answers, context);
  const language = fields.get('lang') === 'en' ? 'en' : 'nl';
  return { status: 303, headers: { location: `${location.replace('/id/', '/doc/')}?lang=${language}` } };
}

/** Gives the answers that the decision asks for; others are to questions that it does not have. */
async function giveAnswers(
  { life }: ReportFormOptions,
  { report, follow }: Filed,
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
      authorise: (action, owner) => context.authorise(action, owner, follow),
    });
  }
}

function isSame(one: Chosen, other: Chosen): boolean {
  return one.role === other.role && one.side === other.side && one.feature === other.feature;
}

function report(baseUrl: string, fields: URLSearchParams): object {
  const text = (name: string): string | undefined => {
    const value = fields.get(name)?.trim();
    return value === '' ? undefined : value;
  };
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
  };
}

/** A number, or the text as it came, for the intake to say what is wrong with it. */
function number(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}
