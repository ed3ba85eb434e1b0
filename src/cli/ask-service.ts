import { readFileSync } from 'node:fs';
import { ConfigError } from '../config.js';

/** What is sent along: an object as JSON, or a text in a media type of its own. */
export type ServiceBody = object | { readonly text: string; readonly mediaType: string };

/** Asks a running service; the answer is JSON. @throws Error with what it says is wrong */
export type AskService = <T>(method: string, path: string, body?: ServiceBody) => Promise<T>;

/**
 * @param where.keyFile file with the key that the service is asked with
 * @param holder whose key it has to be, for the words of a refusal
 * @throws ConfigError where there is none
 */
export function askService(
  where: { readonly url: string; readonly keyFile?: string | undefined },
  holder: string,
): AskService {
  const { url, keyFile } = where;
  if (keyFile === undefined)
    throw new ConfigError(`--url needs --key-file: a file with the key of ${holder}.`);
  const key = readFileSync(keyFile, 'utf8').trim();
  return async <T>(method: string, path: string, body?: ServiceBody): Promise<T> => {
    const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        'content-type': isText(body) ? body.mediaType : 'application/json',
      },
      ...(body === undefined ? {} : { body: isText(body) ? body.text : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as { detail?: string };
    if (!response.ok) throw new Error(`${url} answers ${String(response.status)}: ${answer.detail ?? ''}`);
    return answer as T;
  };
}

function isText(
  body: ServiceBody | undefined,
): body is { readonly text: string; readonly mediaType: string } {
  return body !== undefined && 'mediaType' in body;
}
