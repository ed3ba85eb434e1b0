import { prefixes } from '../../rdf/namespaces.js';
import { isSafeIri } from '../../rdf/nquads.js';
import { iriTerm, readQuery } from '../../rdf/query-text.js';
import type { GraphStore, Solution } from '../../store/graph-store.js';
import { wordingIn } from '../web/language.js';
import type { Language } from '../web/wording/wording.js';

/** Gives each of some IRIs a name for people. */
export type Labels = (iris: readonly string[], language: Language) => Promise<(iri: string) => string>;

const query = readQuery('linked-data/labels.rq');

/** Names from the public graphs; an IRI without one is shortened. */
export function createLabels(store: Pick<GraphStore, 'query'>, baseUrl: string): Labels {
  return async (iris, language) => {
    const thing = [...new Set(iris)].filter(isSafeIri).map((iri) => [iriTerm(iri)]);
    const answer = await store.query(query({ thing }));
    const { results } = JSON.parse(answer) as { results: { bindings: Solution[] } };
    const names = bestNames(results.bindings, language);
    return (iri) => names.get(iri) ?? numbered(iri, baseUrl, language) ?? shortened(iri, baseUrl);
  };
}

function bestNames(solutions: readonly Solution[], language: Language): Map<string, string> {
  const best = new Map<string, { readonly name: string; readonly rank: number }>();
  for (const { thing, label } of solutions) {
    if (!thing || !label) continue;
    const rank =
      ['en', undefined, language].indexOf(label['xml:lang']) + (label['xml:lang'] === language ? 3 : 0);
    if (rank > (best.get(thing.value)?.rank ?? -2)) best.set(thing.value, { name: label.value, rank });
  }
  return new Map([...best].map(([iri, { name }]) => [iri, name]));
}

/** What things are called whose key is a number for machines: by their kind and its beginning. */
function numbered(iri: string, baseUrl: string, language: Language): string | undefined {
  const [, type = '', start = '', part = ''] =
    /^(\w+)\/([\da-f]{8})-[\da-f-]{27}(#.*)?$/.exec(iri.slice(`${baseUrl}/id/`.length)) ?? [];
  const kind = iri.startsWith(`${baseUrl}/id/`) ? wordingIn(language).numbered[type] : undefined;
  return kind === undefined ? undefined : `${kind} ${start}${part}`;
}

/** An IRI as a prefixed name where we know its vocabulary, without our own address, otherwise as it is. */
function shortened(iri: string, baseUrl: string): string {
  if (iri.startsWith(`${baseUrl}/id/`)) return iri.slice(`${baseUrl}/id/`.length);
  const known = Object.entries(prefixes).find(([, base]) => iri.startsWith(base));
  return known ? `${known[0]}:${iri.slice(known[1].length)}` : iri;
}
