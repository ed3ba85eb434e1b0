import type { Site } from '../http/reply.js';
import type { Language } from './wording/wording.js';

const LINK = /(<a\s[^>]*?href=")([^"#]*)(?=")/g;
/** What has pages in both languages, below the public address; what others refuse a parameter they do not know. */
const PAGES =
  /^(?:(?:id|doc|graph|problem)\/.*|(?:queries|catalog|sparql|openapi|void|ontology|categories)(?:[/?].*)?)?$/;

/** A page whose links to other pages of ours lead to them in a language; those that name one stay as they are. */
export function keepLanguage({ baseUrl }: Site, language: Language, page: string): string {
  const base = `${new URL(baseUrl).pathname.replace(/\/$/, '')}/`;
  const isPage = (href: string): boolean =>
    href.startsWith('?') || (href.startsWith(base) && PAGES.test(href.slice(base.length)));
  return page.replace(LINK, (link, start: string, href: string) =>
    !isPage(href) || /[?;]lang=/.test(href)
      ? link
      : `${start}${href}${href.includes('?') ? '&amp;' : '?'}lang=${language}`,
  );
}
