import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { BodyInit } from 'undici';
import { ConfigError } from '../config.js';
import { exchangeWith, type Exchange } from './service-exchange.js';

/** The flags that lead to a running service. */
export interface ServiceFlags {
  readonly url?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** What is asked of a running service. */
export interface ServiceRequest {
  readonly method?: string;
  /** Path below the address of the service. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Media type of the answer; JSON where not given. */
  readonly accept?: string;
  readonly body?: BodyInit;
  /** Media type of the body; a form says its own. */
  readonly contentType?: string | undefined;
}

/** What a service refused, with all that its problem document says. */
export class RefusedByServiceError extends Error {
  override readonly name = 'RefusedByServiceError';

  constructor(
    message: string,
    readonly problem: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

/** A service that runs, asked with a key. */
export interface RunningService {
  /** The answer as text. @throws RefusedByServiceError; ConfigError of an argument; Error where nothing answers */
  text(request: ServiceRequest): Promise<string>;
  /** The answer as JSON. @throws as `text` */
  json<T>(request: ServiceRequest): Promise<T>;
}

/** Lets a command work through a running service. */
export function addService(command: Command): Command {
  return command
    .option('--url <address>', 'a running service to ask, instead of opening the data directory')
    .option('--key-file <file>', 'file with the key to ask it with');
}

/**
 * The service that the flags lead to; `undefined` where the data directory is meant.
 * @throws ConfigError where the key is missing
 */
export function runningService({ url, keyFile }: ServiceFlags): RunningService | undefined {
  return url === undefined ? undefined : serviceAt(url, keyFile, 'someone who may do this');
}

/**
 * @param holder whose key it has to be, for the words of a refusal
 * @throws ConfigError where there is none, or the address is no address
 */
export function serviceAt(url: string, keyFile: string | undefined, holder: string): RunningService {
  if (keyFile === undefined)
    throw new ConfigError(`--url needs --key-file: a file with the key of ${holder}.`);
  const base = addressOf(url);
  const asked = { base, key: readKey(keyFile), keyFile, exchange: exchangeWith(base) };
  const text = (request: ServiceRequest): Promise<string> => ask(asked, request);
  return {
    text,
    json: async <T>(request: ServiceRequest) => {
      const answer = await text(request);
      // An answer without a body says that all went well.
      return JSON.parse(answer === '' ? '{}' : answer) as T;
    },
  };
}

/** Tells who finds the data directory in use that a running service may be asked. */
export function hintService(error: unknown): never {
  if (error instanceof Error && error.name === 'DirectoryInUseError')
    throw new Error(`${error.message} Or ask the running service: --url and --key-file.`, { cause: error });
  throw error;
}

function addressOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, '');
  throw new ConfigError('--url takes the http or https address of a service, such as http://localhost:8080.');
}

function readKey(file: string): string {
  const key = textOf(file).trim();
  // Said here, without what is in it: a header would be refused with all of it in the message.
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new ConfigError(
    `${file} holds no key: that is one line of letters, digits and signs, as "wegwijzer keys create" prints it.`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`The key in ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Who is asked, and with what. */
interface AskedService {
  readonly base: string;
  readonly key: string;
  readonly keyFile: string;
  readonly exchange: Exchange;
}

async function ask(
  { base, key, keyFile, exchange }: AskedService,
  { method = 'GET', path, query = {}, accept = 'application/json', body, contentType }: ServiceRequest,
): Promise<string> {
  const parameters = Object.entries(query).flatMap(([name, value = []]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  const search = parameters.length > 0 ? `?${new URLSearchParams(parameters).toString()}` : '';
  const { status, ok, text } = await exchange(`${path}${search}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      accept,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
    // A body that streams is sent while the answer is not read yet, which fetch wants to be told.
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  });
  if (ok) return text;
  const { detail, ...problem } = problemIn(text);
  const said = refusal(status, detail, { base, keyFile });
  // What it says of an argument ends the command as one that is refused here does.
  throw problem.type?.endsWith('/invalid-parameter')
    ? new ConfigError(said)
    : new RefusedByServiceError(said, problem);
}

function refusal(
  status: number,
  detail: string,
  { base, keyFile }: { readonly base: string; readonly keyFile: string },
): string {
  if (status === 401) return `${base} does not take the key in ${keyFile}. ${detail}`;
  if (status === 403) return `${base} does not let the key in ${keyFile} do that. ${detail}`;
  return `${base} answers ${String(status)}: ${detail}`;
}

/** What a problem document says, or the start of any other answer, such as that of a proxy in between. */
function problemIn(answer: string): { readonly type?: string | undefined; readonly detail: string } {
  try {
    const problem = JSON.parse(answer) as { type?: string; detail?: string; title?: string };
    return { ...problem, detail: problem.detail ?? problem.title ?? '' };
  } catch {
    return { detail: answer.slice(0, 200) };
  }
}
