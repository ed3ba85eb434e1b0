/**
 * The inside of a federation worker: Comunica, which plans a query with SERVICE clauses. What is outside of them is put
 * to our own graph as whole queries, answered by a reader; the clauses go to the endpoints that are allowed. It runs
 * one query at a time, in a thread of its own, so that it can be ended.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { QueryEngine } from '@comunica/query-sparql';
import {
  allowListTest,
  checkedUrl,
  createOutgoing,
  outgoingErrorIn,
  type OutgoingError,
} from '../outgoing/index.js';
import { rdfMediaType } from '../rdf/media-types.js';
import { serialise } from '../rdf/serialise.js';
import { giveWay } from '../thread-priority.js';
import { withoutForbiddenClauses, type Permission } from './forbidden-clauses.js';
import type {
  FederatedRun,
  FederationFault,
  FederationSetup,
  FromFederationWorker,
  ToFederationWorker,
} from './messages.js';

/** Our own graph to Comunica; nothing ever resolves this name (RFC 6761, section 6.4). */
const OWN_GRAPH = 'http://own-graph.invalid/sparql';
/**
 * Comunica hands a query whole to the only source it has, also with SERVICE in it. Naming another destination of
 * changes, of which there are none, keeps it from that, so that it plans the query itself.
 */
const NO_DESTINATION = 'none:';
/** Comunica's names of formats that have several. */
const PLAIN_FORMATS: Readonly<Record<string, string>> = {
  'application/json': 'application/sparql-results+json',
  'application/xml': 'application/sparql-results+xml',
};

class AnswerTooLong extends Error {}

const setup = workerData as FederationSetup;
giveWay();
const outgoing = createOutgoing({
  allow: setup.endpoints,
  allowPrivate: setup.allowPrivate,
  timeout: setup.endpointTimeout,
  maximumBytes: setup.endpointBytes,
});
const isAllowed = allowListTest(setup.endpoints);
const permission: Permission = {
  any: setup.endpoints.length > 0,
  check: (endpoint) => void checkedUrl(endpoint, isAllowed),
};
const engine = new QueryEngine();
const questions = new Map<number, (body: Uint8Array | undefined) => void>();
let lastQuestion = 0;

/** What became of the requests of one query. */
interface Trace {
  /** Number of its run. */
  readonly run: number;
  /** What a request to an endpoint failed with. */
  refusal: OutgoingError | undefined;
  hasAsked: boolean;
}

function send(message: FromFederationWorker, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...transfer]);
}

/** Puts a question to our own graph; a failure of it is known on the other side. */
async function askOwnGraph({ run }: Trace, sparql: string, accept: string): Promise<Uint8Array<ArrayBuffer>> {
  const question = (lastQuestion += 1);
  const body = await new Promise<Uint8Array | undefined>((resolve) => {
    questions.set(question, resolve);
    send({ kind: 'ask', run, question, sparql, accept });
  });
  if (!body) throw new Error('The public graph gave no answer.');
  // What is posted arrives in a buffer of its own.
  return body as Uint8Array<ArrayBuffer>;
}

/** What an endpoint would say of itself: that it is one, at just this address. */
function plainDescription(url: string): Response {
  const text = `[] a <http://www.w3.org/ns/sparql-service-description#Service> ; <http://www.w3.org/ns/sparql-service-description#endpoint> <${url}> .`;
  return withUrl(new Response(text, { headers: { 'content-type': 'text/turtle' } }), url);
}

function withUrl(response: Response, url: string): Response {
  return Object.defineProperty(response, 'url', { value: url });
}

/** Comunica puts `?query=` behind the address of an endpoint, also where that has parameters of its own. */
function joinedAddress(url: string): string {
  const at = url.lastIndexOf('?query=');
  return at > url.indexOf('?') ? `${url.slice(0, at)}&${url.slice(at + 1)}` : url;
}

/** All requests of Comunica come through here. */
async function guardedFetch(
  trace: Trace,
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const url = joinedAddress(input instanceof Request ? input.url : String(input));
  const body =
    init.body instanceof URLSearchParams ? init.body.toString() : (init.body as string | undefined);
  const headers = new Headers(init.headers);
  const sparql = new URLSearchParams(body ?? new URL(url).search).get('query');
  trace.hasAsked = true;
  if (url.startsWith(OWN_GRAPH)) {
    const accept =
      headers.get('accept')?.includes('sparql-results') === false
        ? 'application/n-triples'
        : 'application/sparql-results+json';
    const answer = await askOwnGraph(trace, sparql ?? '', accept);
    return withUrl(new Response(answer, { headers: { 'content-type': accept } }), url);
  }
  // No endpoint is asked what it is: that would fail too early for SILENT to pass over it.
  if (sparql === null) return plainDescription(url);
  try {
    return await outgoing.fetch(url, { method: init.method ?? 'GET', headers, body });
  } catch (error) {
    trace.refusal = outgoingErrorIn(error) ?? trace.refusal;
    throw error;
  }
}

async function evaluate(task: FederatedRun, trace: Trace): Promise<Uint8Array<ArrayBuffer>> {
  const { accept, baseIri, maximumBytes } = task;
  const { sparql, asksOthers } = withoutForbiddenClauses(task.sparql, permission);
  if (!asksOthers) {
    trace.hasAsked = true;
    return askOwnGraph(trace, sparql, accept);
  }
  const mediaType = rdfMediaType(accept);
  const result = await engine.query(sparql, {
    sources: [{ type: 'sparql', value: OWN_GRAPH }],
    destination: NO_DESTINATION,
    fetch: (input, init) => guardedFetch(trace, input, init),
    httpRetryCount: 0,
    serviceAllowVariableTargets: true,
    ...(baseIri === undefined ? {} : { baseIRI: baseIri }),
  });
  if (result.resultType === 'quads' && mediaType) {
    const quads = await (await result.execute()).toArray();
    return bounded(new TextEncoder().encode(await serialise(quads, { mediaType })), maximumBytes);
  }
  const { data } = await engine.resultToString(result, PLAIN_FORMATS[accept] ?? accept);
  return collected(data as AsyncIterable<string | Uint8Array>, maximumBytes);
}

async function collected(
  pieces: AsyncIterable<string | Uint8Array>,
  maximumBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const piece of pieces) {
    const part = Buffer.from(piece as string);
    length += part.length;
    if (length > maximumBytes) throw new AnswerTooLong();
    parts.push(part);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function bounded<T extends Uint8Array>(bytes: T, maximumBytes: number): T {
  if (bytes.length > maximumBytes) throw new AnswerTooLong();
  return bytes;
}

function faultOf(error: unknown, { refusal, hasAsked }: Trace): FederationFault {
  if (error instanceof AnswerTooLong) return 'too-long';
  const outside = outgoingErrorIn(error) ?? refusal;
  if (outside) return outside.fault;
  return hasAsked ? 'failed' : 'malformed';
}

async function run(number: number, task: FederatedRun): Promise<void> {
  const trace: Trace = { run: number, refusal: undefined, hasAsked: false };
  try {
    const body = await evaluate(task, trace);
    send({ kind: 'done', body }, [body.buffer]);
  } catch (error) {
    const message = trace.refusal?.message ?? (error instanceof Error ? error.message : String(error));
    send({ kind: 'failed', fault: faultOf(error, trace), message });
  }
}

// What was begun for a query that has failed goes on failing for a while.
process.on('unhandledRejection', () => undefined);
parentPort?.on('message', (message: ToFederationWorker) => {
  if (message.kind === 'run') {
    void run(message.number, message.run);
    return;
  }
  questions.get(message.question)?.(message.body);
  questions.delete(message.question);
});
