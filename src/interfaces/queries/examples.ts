import { iriTerm } from '../../rdf/query-text.js';
import { readQueryFiles, type QueryFile } from '../../rdf/query-file.js';
import type { Site } from '../http/reply.js';
import type { Language } from '../web/wording/wording.js';

/** A query that teaches the model, ready to be run. */
export interface Example {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly query: string;
}

/** Reads the examples of `queries/examples/`. @throws Error naming a file that does not declare what it must */
export function readExamples(): QueryFile[] {
  return readQueryFiles('examples');
}

/** The examples in one language: names that a query asks for are asked for in it. */
export function examplesIn(files: readonly QueryFile[], site: Site, language: Language): Example[] {
  return files.map(({ name, title, description, text }) => ({
    name: name.replace(/^\d+-/, ''),
    title: title[language],
    description: description[language],
    query: inLanguage(withBase(text, site), language),
  }));
}

/** A query file is written against `BASE <https://example.org/>`, which stands for the public address of the service. */
export function withBase(text: string, { baseUrl }: Site): string {
  return text.replace(/^BASE <[^>]*>$/m, () => `BASE ${iriTerm(`${baseUrl}/`)}`);
}

/** Query files ask for names in Dutch; readers in another language get those in theirs. */
export function inLanguage(text: string, language: Language): string {
  return text.replace(/(LANG\(\?\w+\) = )"nl"/g, `$1"${language}"`);
}
