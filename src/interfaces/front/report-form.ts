import { ProblemError } from '../../problem.js';
import { reportContextUrl } from '../../rdf/contexts.js';
import type { Intake } from '../../reports/index.js';
import type { HttpRequest, Reply, Site } from '../http/reply.js';

const FORM = 'application/x-www-form-urlencoded';

/** What the form works with. */
export interface ReportFormOptions extends Site {
  readonly intake: Intake;
}

/**
 * Files what a form on a page holds, as the report that a program would send, and leads to its page.
 * @throws ProblemError `unsupported-media-type`, and whatever the intake refuses
 */
export async function fileForm({ baseUrl, intake }: ReportFormOptions, request: HttpRequest): Promise<Reply> {
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
  const { location } = await intake.submit({
    body: Buffer.from(JSON.stringify(report(baseUrl, fields))),
    mediaType: 'application/ld+json',
  });
  const language = fields.get('lang') === 'en' ? 'en' : 'nl';
  return { status: 303, headers: { location: `${location.replace('/id/', '/doc/')}?lang=${language}` } };
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
