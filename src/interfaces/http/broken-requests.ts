import { STATUS_CODES, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemTypes, type ProblemType } from '../../problem.js';
import { PROBLEM_JSON, problemIri } from './problems.js';
import type { Site } from './reply.js';

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
    detail: 'The request did not arrive in time.',
  },
};
const NOT_HTTP: Refusal = {
  status: 400,
  type: 'invalid-parameter',
  detail: 'This is not a request in HTTP/1.1.',
};

/** Gives a problem document to requests that Node could not read as HTTP, and so never reach a route. */
export function answerBrokenRequests(server: Server, site: Site): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, type, detail } = REFUSALS[error.code ?? ''] ?? NOT_HTTP;
    const { title } = problemTypes[type];
    const body = JSON.stringify({ type: problemIri(site, type), title, status, detail });
    socket.end(
      `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: ${PROBLEM_JSON}\r\n` +
        `content-length: ${String(Buffer.byteLength(body))}\r\nconnection: close\r\n\r\n${body}`,
    );
  });
}
