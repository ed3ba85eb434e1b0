import { ProblemError, problemTypes, type ProblemType } from '../../problem.js';
import { html } from '../web/html.js';
import { wordingFor } from '../web/language.js';
import { pageReply } from '../web/page.js';
import { en } from '../web/wording/en.js';
import { nl } from '../web/wording/nl.js';
import { requireMediaType } from './media.js';
import { problemIri } from './problems.js';
import { jsonReply, type HttpRequest, type Reply, type Route, type Site } from './reply.js';

/** The addresses of the problem types: each says what it means and what to do. */
export function problemRoutes(site: Site): Route[] {
  return [{ path: '/problem/:type', methods: { GET: (request) => explain(site, request) } }];
}

function explain(site: Site, request: HttpRequest): Reply {
  const type = request.params.type ?? '';
  if (!isProblemType(type)) throw new ProblemError('not-found', `There is no problem type "${type}".`);
  const mediaType = requireMediaType(request.headers, ['application/json', 'text/html']);
  if (mediaType === 'application/json') {
    const reply = jsonReply({
      id: problemIri(site, type),
      status: problemTypes[type].status,
      title: { nl: nl.problems[type].title, en: en.problems[type].title },
      cause: { nl: nl.problems[type].cause, en: en.problems[type].cause },
      mend: { nl: nl.problems[type].mend, en: en.problems[type].mend },
    });
    return {
      ...reply,
      headers: { ...reply.headers, vary: 'Accept', 'cache-control': 'public, max-age=3600' },
    };
  }
  const wording = wordingFor(request.headers, request.query);
  const { title, cause, mend } = wording.problems[type];
  return pageReply(site, wording, {
    title,
    otherLanguageHref: `?lang=${wording.language === 'nl' ? 'en' : 'nl'}`,
    body: html`<p class="note">HTTP ${problemTypes[type].status}</p>
      <h2>${wording.cause}</h2>
      <p>${cause}</p>
      <h2>${wording.mend}</h2>
      <p>${mend}</p>`,
  });
}

function isProblemType(text: string): text is ProblemType {
  return Object.hasOwn(problemTypes, text);
}
