import { ProblemError } from '../problem.js';
import type { DocumentLoader } from './contexts.js';

/** Terms of the active context that are copied while one document is read: some 2 s of work. */
const MOST_COPIES = 2_000_000;
/** Characters of a context that are as much work as a term. */
const CHARACTERS_OF_TERM = 256;

/** What is counted of a document. */
interface Counts {
  /** Objects, arrays and simple values. */
  values: number;
  /** Contexts, each of an array by itself. */
  contexts: number;
  /** Whether a term has a context of its own, which holds anew wherever the term is used. */
  isScoped: boolean;
  /** Terms of all contexts. */
  readonly terms: Set<string>;
  characters: number;
  /** What contexts import. */
  readonly imports: unknown[];
}

/**
 * Makes a JSON document fit for jsonld.js, before that reads it. Members called `__proto__` are taken out: its copy would
 * have them as prototype. `@import` is refused: it leaves half a context among those that are kept for all documents.
 * @param document as `JSON.parse` gave it; changed in place
 * @param mostValues how many JSON values it may hold, where it comes from anyone; contexts may then not be many and large
 *   either, since jsonld.js copies the one before at each
 * @throws ProblemError `context-refused`, `body-too-large`
 */
export async function prepareJsonLd(
  document: object,
  { documentLoader, mostValues }: { readonly documentLoader: DocumentLoader; readonly mostValues?: number },
): Promise<void> {
  const counts: Counts = {
    values: 0,
    contexts: 0,
    isScoped: false,
    terms: new Set(),
    characters: 0,
    imports: [],
  };
  walk(document, false, counts);
  const [imported] = counts.imports;
  if (imported !== undefined) await refuseImport(imported, documentLoader);
  if (mostValues === undefined) return;
  if (counts.values > mostValues)
    throw new ProblemError(
      'body-too-large',
      `The JSON holds ${String(counts.values)} values, and may hold ${String(mostValues)}. Send less at a time.`,
    );
  const uses = counts.isScoped ? counts.values : counts.contexts;
  if (uses * (counts.terms.size + counts.characters / CHARACTERS_OF_TERM) > MOST_COPIES)
    throw new ProblemError(
      'body-too-large',
      'The JSON-LD contexts in the document are too many and too large. Use one context, with the terms that the document needs.',
    );
}

function walk(value: unknown, isContext: boolean, counts: Counts): void {
  counts.values += 1;
  if (isContext && typeof value === 'string') counts.characters += value.length;
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (isContext) counts.contexts += 1;
      walk(item, isContext, counts);
    }
    return;
  }
  walkMembers(value as Record<string, unknown>, isContext, counts);
}

function walkMembers(members: Record<string, unknown>, isContext: boolean, counts: Counts): void {
  if (Object.hasOwn(members, '__proto__')) Reflect.deleteProperty(members, '__proto__');
  for (const [key, member] of Object.entries(members)) {
    if (isContext && key === '@import') counts.imports.push(member);
    if (isContext) {
      counts.terms.add(key);
      counts.characters += key.length;
    }
    if (key !== '@context') {
      walk(member, isContext, counts);
      continue;
    }
    counts.contexts += 1;
    if (isContext) counts.isScoped = true;
    walk(member, true, counts);
  }
}

/** A context that is not known is refused as such: naming it otherwise would not help. */
async function refuseImport(url: unknown, documentLoader: DocumentLoader): Promise<never> {
  if (typeof url === 'string') await documentLoader(url);
  throw new ProblemError(
    'context-refused',
    `The context ${JSON.stringify(url)} is imported with @import, which is not supported. Name it in a list, before what changes it: "@context": [${JSON.stringify(url)}, { … }].`,
    { context: url },
  );
}
