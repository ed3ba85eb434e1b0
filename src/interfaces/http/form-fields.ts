import { ProblemError } from '../../problem.js';
import type { HttpRequest } from './reply.js';

const FORM = 'application/x-www-form-urlencoded';

/** Whether a request holds the fields of a form on a page. */
export function isForm({ headers }: Pick<HttpRequest, 'headers'>): boolean {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === FORM;
}

/**
 * The fields of a form on one of our pages. Lines of a text end with a line feed, as they do in a text field; browsers
 * send two characters for each, which no limit that the page names reckons with.
 * @param instead what programs use
 * @throws ProblemError `unsupported-media-type`, `body-too-large`
 */
export async function readFormFields(request: HttpRequest, instead = ''): Promise<URLSearchParams> {
  if (!isForm(request))
    throw new ProblemError(
      'unsupported-media-type',
      `This address takes the form of our own page, ${FORM}.${instead === '' ? '' : ` ${instead}`}`,
      { supported: [FORM] },
    );
  return new URLSearchParams((await request.body()).toString().replace(/%0D%0A/gi, '%0A'));
}

/** A field without spaces around it; `undefined` where it is empty or not there. */
export function fieldOf(fields: URLSearchParams, name: string): string | undefined {
  const value = fields.get(name)?.trim() ?? '';
  return value === '' ? undefined : value;
}
