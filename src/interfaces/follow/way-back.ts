import { ProblemError } from '../../problem.js';
import type { Handler, Site } from '../http/reply.js';
import { wordingFor } from '../web/language.js';
import { pageHref } from './page-href.js';
import { followWording } from './wording/in.js';

/** Problems after which there is no page to go back to, or that are audited as they were thrown. */
const NO_WAY_BACK: readonly number[] = [401, 403, 404];

/** The same handler of a form; where it refuses, the page that says why leads back to that of the reporter. */
export function withWayBack(site: Site, handler: Handler): Handler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      if (!(error instanceof ProblemError) || NO_WAY_BACK.includes(error.status)) throw error;
      const { language } = wordingFor(request.headers, request.query);
      const back = { href: pageHref(site, request), text: followWording(language).notices.back };
      throw new ProblemError(error.type, error.message, { ...error.extra, back }, { cause: error });
    }
  };
}
