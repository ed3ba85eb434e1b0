import { z } from 'zod';
import type { Content, Contents } from './operation.js';

/** Schemas by name, for `components`. */
export type NamedSchemas = Record<string, object>;

const LOCAL = '#/$defs/';
/** How definitions are called that have no name of their own. */
const NAMELESS = /^__schema(\d+)$/;

/**
 * A schema as JSON Schema (2020-12, the dialect of OpenAPI 3.1). Schemas with an `id` are gathered once, by that name.
 * Answers may get more members as the service grows, so none says that there are no others.
 */
export function jsonSchema(schema: z.ZodType, gathered: NamedSchemas): object {
  const { $defs = {}, ...own } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  delete own.$schema;
  const whole = own.$ref?.slice(LOCAL.length) ?? 'Schema';
  const rename = (name: string): string => name.replace(NAMELESS, (_, n: string) => `${whole}Part${n}`);
  for (const [name, definition] of Object.entries($defs))
    gathered[rename(name)] ??= relinked(definition, rename) as object;
  return relinked(own, rename) as object;
}

/** Bodies as OpenAPI writes them. */
export function contentOf(contents: Contents, gathered: NamedSchemas): object {
  return Object.fromEntries(
    Object.entries(contents).map(([mediaType, content]) => [mediaType, mediaTypeOf(content, gathered)]),
  );
}

function mediaTypeOf(content: Content, gathered: NamedSchemas): object {
  if (content === 'bytes') return {};
  return { schema: content === 'text' ? { type: 'string' } : jsonSchema(content, gathered) };
}

/** References to definitions beside them become references to components. */
function relinked(part: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(part)) return part.map((each) => relinked(each, rename));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) =>
      name === '$ref' && typeof value === 'string'
        ? [name, `#/components/schemas/${rename(value.slice(LOCAL.length))}`]
        : [name, relinked(value, rename)],
    ),
  );
}
