/** A local receiver of webhooks in a thread of its own: it takes everything, and says how much it took. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort, Worker } from 'node:worker_threads';

/** What the thread says: where it listens, or how many requests it has taken. */
type Said = { readonly url: string } | { readonly taken: number };

/** A receiver. */
export interface Receiver {
  readonly url: string;
  /** Requests taken since it began. */
  taken(): Promise<number>;
  close(): Promise<void>;
}

/** Begins to take webhooks. */
export async function startReceiver(): Promise<Receiver> {
  const worker = new Worker(new URL(import.meta.url));
  const next = (): Promise<Said> => new Promise((resolve) => worker.once('message', resolve));
  const said = await next();
  return {
    url: 'url' in said ? said.url : '',
    taken: async () => {
      const answer = next();
      worker.postMessage('taken');
      const counted = await answer;
      return 'taken' in counted ? counted.taken : 0;
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

const port = parentPort;
if (port) {
  let taken = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      taken += 1;
      response.writeHead(204).end();
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port: number } = server.address() as AddressInfo;
    port.postMessage({ url: `http://127.0.0.1:${String(number)}` } satisfies Said);
  });
  port.on('message', () => {
    port.postMessage({ taken } satisfies Said);
  });
}
