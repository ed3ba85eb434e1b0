import { readdirSync, readFileSync } from 'node:fs';
import { packageFile } from './package-files.js';

/** A text in the languages of the pages. */
export interface QueryTexts {
  readonly nl: string;
  readonly en: string;
}

/** A value that a query takes, as its file declares it. */
export interface DeclaredParameter {
  /** Name of the parameter, and of the variable of its VALUES block. */
  readonly name: string;
  /** What it takes, such as `iri` or `date`. */
  readonly kind: string;
  readonly required: boolean;
  readonly example: string;
  readonly label: QueryTexts;
}

/** A query for people to use: its text, and what its file says of it in the comments above it. */
export interface QueryFile {
  /** Name of the file, without `.rq`. */
  readonly name: string;
  /** Path below `queries/`. */
  readonly path: string;
  readonly title: QueryTexts;
  readonly description: QueryTexts;
  readonly parameters: readonly DeclaredParameter[];
  /** The query with the comments in it, without those above it. */
  readonly text: string;
}

/** A comment `# key@language: text` or `# parameter name: kind, optional, example text`. */
const ENTRY = /^# ([\w-]+)(?:@(nl|en)| ([a-zA-Z]\w*))?: (.*)$/;
/** What goes on from the comment above it. */
const CONTINUATION = /^# {3,}(.*)$/;
const PARAMETER = /^(\w+), (?:(optional), )?example (.+)$/;

/**
 * Reads the queries in a folder of `queries/`, in the order of their names. Above each stand comments that declare its
 * title and description in both languages, and its parameters: see `docs/queries.md`.
 * @throws Error naming the file and what is wrong with what it declares
 */
export function readQueryFiles(folder: string): QueryFile[] {
  return readdirSync(packageFile('queries', folder))
    .filter((file) => file.endsWith('.rq'))
    .sort()
    .map((file) => {
      const path = `${folder}/${file}`;
      return parseQueryFile(path, readFileSync(packageFile('queries', path), 'utf8'));
    });
}

/**
 * Reads one query with its declarations.
 * @param path path below `queries/`, for its name and for messages
 * @throws Error naming the file and what is wrong with what it declares
 */
export function parseQueryFile(path: string, content: string): QueryFile {
  const lines = content.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const entries = readEntries(path, lines.slice(0, end));
  const texts = (key: string): QueryTexts => {
    const [nl, en] = [entries.get(`${key}@nl`), entries.get(`${key}@en`)];
    if (nl === undefined || en === undefined)
      throw new Error(`queries/${path} needs "# ${key}@nl: …" and "# ${key}@en: …".`);
    return { nl, en };
  };
  const declared = [...entries].filter(([key]) => key.startsWith('parameter '));
  return {
    name: path.slice(path.lastIndexOf('/') + 1).replace(/\.rq$/, ''),
    path,
    title: texts('title'),
    description: texts('description'),
    parameters: declared.map(([key, value]) => parameter(path, key.slice('parameter '.length), value, texts)),
    text: lines.slice(end).join('\n').trim(),
  };
}

function readEntries(path: string, comments: readonly string[]): Map<string, string> {
  const entries = new Map<string, string>();
  let last = '';
  for (const comment of comments) {
    const [, more] = CONTINUATION.exec(comment) ?? [];
    const [, key, language, name, value] = ENTRY.exec(comment) ?? [];
    if (more !== undefined && last !== '') entries.set(last, `${entries.get(last) ?? ''} ${more.trim()}`);
    else if (key !== undefined && value !== undefined) {
      last = `${key}${language === undefined ? '' : `@${language}`}${name === undefined ? '' : ` ${name}`}`;
      entries.set(last, value.trim());
    } else throw new Error(`queries/${path} has a comment above the query that declares nothing: ${comment}`);
  }
  return entries;
}

function parameter(
  path: string,
  name: string,
  declaration: string,
  texts: (key: string) => QueryTexts,
): DeclaredParameter {
  const [, kind, optional, example] = PARAMETER.exec(declaration) ?? [];
  if (kind === undefined || example === undefined)
    throw new Error(
      `queries/${path} declares "${name}" as "${declaration}"; write "kind, example text" or "kind, optional, example text".`,
    );
  return { name, kind, required: optional === undefined, example, label: texts(name) };
}
