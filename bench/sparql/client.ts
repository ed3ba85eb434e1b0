import autocannon from 'autocannon';
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly bytes: number;
  /** Milliseconds until the last byte. */
  readonly milliseconds: number;
}

/** Sends one request and reads its answer to the end, keeping nothing of it. */
export function send(
  url: string,
  options: {
    readonly headers?: Record<string, string>;
    readonly method?: string;
    readonly body?: string;
  } = {},
): Promise<Answer> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method: options.method ?? 'GET', headers: options.headers },
      (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => (bytes += chunk.length));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, bytes, milliseconds: performance.now() - begun });
        });
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

/** Asks a SPARQL endpoint. */
export async function ask(
  url: string,
  query: string,
  options: { readonly accept?: string; readonly client?: string; readonly timeout?: number } = {},
): Promise<Answer> {
  const { accept = 'application/sparql-results+json', client, timeout } = options;
  const parameters = new URLSearchParams({
    query,
    ...(timeout === undefined ? {} : { timeout: String(timeout) }),
  });
  return send(`${url}?${parameters.toString()}`, {
    headers: { accept, ...(client === undefined ? {} : { 'x-forwarded-for': client }) },
  });
}

/** Asks as many queries as it can over some connections. @returns queries per second */
export function throughput(url: string, query: () => string, seconds: number): Promise<number> {
  const { pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    autocannon(
      {
        url,
        connections: 16,
        duration: seconds,
        headers: { accept: 'application/sparql-results+json' },
        requests: [
          {
            setupRequest: (one) => ({
              ...one,
              path: `${pathname}?${new URLSearchParams({ query: query() }).toString()}`,
            }),
          },
        ],
      },
      (error: Error | null, result) => {
        if (error) reject(error);
        else if (result.non2xx + result.errors > 0)
          reject(new Error(`${String(result.non2xx + result.errors)} look-ups failed.`));
        else resolve(result.requests.average);
      },
    );
  });
}
