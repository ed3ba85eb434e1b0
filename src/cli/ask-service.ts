import { readFileSync } from 'node:fs';
import { ConfigError } from '../config.js';

/** Asks a running service: a body is sent as JSON, and the answer is JSON. @throws Error with what it says is wrong */
export type AskService = <T>(method: string, path: string, body?: object) => Promise<T>;

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
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as { detail?: string };
    if (!response.ok) throw new Error(`${url} answers ${String(response.status)}: ${answer.detail ?? ''}`);
    return answer as T;
  };
}
