import { serviceAt } from './running-service.js';

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
  const service = serviceAt(where.url, where.keyFile, holder);
  return <T>(method: string, path: string, body?: ServiceBody): Promise<T> =>
    service.json<T>({
      method,
      path,
      ...(body === undefined ? {} : sent(body)),
    });
}

function sent(body: ServiceBody): { readonly body: string; readonly contentType: string } {
  return isText(body)
    ? { body: body.text, contentType: body.mediaType }
    : { body: JSON.stringify(body), contentType: 'application/json' };
}

function isText(body: ServiceBody): body is { readonly text: string; readonly mediaType: string } {
  return 'mediaType' in body;
}
