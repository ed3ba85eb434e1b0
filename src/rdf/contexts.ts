import { readFileSync } from 'node:fs';
import type { RemoteDocument } from 'jsonld';
import { ProblemError } from '../problem.js';
import { packageFile } from './package-files.js';

/** The contexts that come with the package. */
export type ContextName = 'report' | 'verkeersmeldingen-2026' | 'odrl';

/** Gives JSON-LD contexts by URL; never asks the network. */
export type DocumentLoader = (url: string) => Promise<RemoteDocument>;

const STABLE_CONTEXT = 'https://w3id.org/wegwijzer/context/report.jsonld';
/** The official context of the OSLO implementatiemodel Verkeersmeldingen, in any of its publications. */
const OFFICIAL_CONTEXT =
  /^https?:\/\/data\.vlaanderen\.be\/doc\/implementatiemodel\/verkeersmeldingen\/(?:ontwerpstandaard|kandidaatstandaard|erkendestandaard)\/\d{4}-\d{2}-\d{2}\/context\/verkeersmeldingen(?:_nl)?\.jsonld$/;

/** The context of ODRL 2.2 (Information Model, section 1.2); ours has the terms of it that an offer needs. */
const ODRL_CONTEXT = /^https?:\/\/www\.w3\.org\/ns\/odrl(?:\.jsonld|\/2\/ODRL22\.json)$/;

const documents = new Map<ContextName, object>();

/** A bundled context document; read from disk once. */
export function contextDocument(name: ContextName): object {
  let document = documents.get(name);
  if (!document) {
    document = JSON.parse(
      readFileSync(packageFile('ontology', 'contexts', `${name}.jsonld`), 'utf8'),
    ) as object;
    documents.set(name, document);
  }
  return document;
}

/** URL of the report context that an instance publishes. */
export function reportContextUrl(baseUrl: string): string {
  return `${baseUrl}/context/report.jsonld`;
}

/**
 * A document loader for jsonld.js that knows the bundled contexts and refuses every other one by name.
 * @param baseUrl where this instance publishes its report context
 */
export function createDocumentLoader(baseUrl: string): DocumentLoader {
  const known = (url: string): ContextName | undefined => {
    if (url === reportContextUrl(baseUrl) || url === STABLE_CONTEXT) return 'report';
    if (ODRL_CONTEXT.test(url)) return 'odrl';
    return OFFICIAL_CONTEXT.test(url) ? 'verkeersmeldingen-2026' : undefined;
  };
  return (url) => {
    const name = known(url);
    if (name) return Promise.resolve({ documentUrl: url, document: contextDocument(name), tag: 'static' });
    return Promise.reject(
      new ProblemError(
        'context-refused',
        `The context <${url}> is not fetched. Use <${reportContextUrl(baseUrl)}>, the official context of the OSLO implementatiemodel Verkeersmeldingen, or put the context in the document itself.`,
        { context: url },
      ),
    );
  };
}
