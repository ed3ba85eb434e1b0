import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemTypes, type ProblemType } from '../../problem.js';
import type { FieldOptions } from './answer-fields.js';
import { PROBLEM_JSON, problemIri } from './problems.js';

/** Milliseconds for a whole request to arrive. */
export const REQUEST_TIMEOUT = 30_000;
/** Milliseconds for its header. */
export const HEADERS_TIMEOUT = 15_000;
/** Milliseconds in which the client may take the answer and close its side of the connection. */
const LINGER = 2000;

interface Refusal {
  readonly status: number;
  readonly type: ProblemType;
  readonly detail: string;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    type: 'invalid-parameter',
    detail: 'The header of the request is too long.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    type: 'malformed-body',
    detail: `The request did not arrive in time: it must be whole within ${String(REQUEST_TIMEOUT / 1000)} seconds, its header within ${String(HEADERS_TIMEOUT / 1000)}.`,
  },
};
const NOT_HTTP: Refusal = {
  status: 400,
  type: 'invalid-parameter',
  detail: 'This is not a request in HTTP/1.1.',
};

/** Gives a problem document to requests that Node could not read as HTTP, and so never reach a route. */
export function answerBrokenRequests(
  server: Server,
  options: Pick<FieldOptions, 'baseUrl' | 'corsOrigins'>,
): void {
  // Which of several origins asked cannot be told here, so that only what is open to all says so.
  const open = options.corsOrigins === '*' ? 'access-control-allow-origin: *\r\n' : '';
  const refused = new WeakSet<Duplex>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // Each further piece of what cannot be read comes as an error of its own, while the client is still to see the answer.
    if (refused.has(socket) && error.code !== 'ECONNRESET') return;
    refused.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || isBeingAnswered(socket)) {
      socket.destroy();
      return;
    }
    const { status, type, detail } = REFUSALS[error.code ?? ''] ?? NOT_HTTP;
    const { title } = problemTypes[type];
    const body = JSON.stringify({ type: problemIri(options, type), title, status, detail });
    socket.end(
      `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: ${PROBLEM_JSON}\r\n` +
        `content-length: ${String(Buffer.byteLength(body))}\r\n${open}connection: close\r\n\r\n${body}`,
    );
    endWith(socket);
  });
}

/** Whether an answer is on its way through a connection: another one would stand in the middle of its body. */
function isBeingAnswered(socket: Duplex): boolean {
  // The handler that Node has of its own looks at the same member; there is no public one.
  const { _httpMessage: answer } = socket as { readonly _httpMessage?: ServerResponse | null };
  return answer?.headersSent === true;
}

/**
 * Ends a connection for good. Node counts it no longer among those that it ends, and a client that keeps its side open would
 * keep it for ever; what the client still sends is read, since it would not see the answer otherwise.
 */
function endWith(socket: Duplex): void {
  const timer = setTimeout(() => socket.destroy(), LINGER);
  socket.once('close', () => {
    clearTimeout(timer);
  });
  socket.resume();
}
