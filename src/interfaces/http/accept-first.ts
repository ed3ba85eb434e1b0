import type { RequestListener, Server } from 'node:http';

/** Milliseconds that a request waits at most while connections come in without a pause. */
const LONGEST = 250;

/**
 * Serves requests, but lets those wait that arrive while connections are coming in. The event loop takes one connection in
 * each of its turns (libuv, `uv__server_io`): with turns full of work, clients that connect would wait behind everyone who
 * is served already, for seconds where there are some dozens.
 */
export function acceptFirst(server: Server, serve: RequestListener): void {
  const waiting: Parameters<RequestListener>[] = [];
  let since: number | undefined;
  let isAnother = false;

  const look = (): void => {
    const isOver = since === undefined || performance.now() - since > LONGEST;
    if (isAnother && !isOver) {
      isAnother = false;
      setImmediate(look);
      return;
    }
    since = undefined;
    for (const [request, response] of waiting.splice(0)) if (!request.destroyed) serve(request, response);
  };

  server.on('connection', () => {
    isAnother = true;
    if (since !== undefined) return;
    since = performance.now();
    setImmediate(look);
  });
  server.on('request', (request, response) => {
    if (since === undefined) serve(request, response);
    else waiting.push([request, response]);
  });
}
