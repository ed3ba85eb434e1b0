import type { OutgoingFault } from '../outgoing/index.js';

/** How a federation worker is set up. */
export interface FederationSetup {
  /** Addresses of the endpoints that may be asked. */
  readonly endpoints: readonly string[];
  readonly allowPrivate: boolean;
  /** Milliseconds for one request to an endpoint. */
  readonly endpointTimeout: number;
  /** Bytes that one answer of an endpoint may have. */
  readonly endpointBytes: number;
}

/** A federated query as the worker takes it. */
export interface FederatedRun {
  readonly sparql: string;
  /** Media type of the answer. */
  readonly accept: string;
  readonly baseIri: string | undefined;
  /** Bytes that the answer may have. */
  readonly maximumBytes: number;
}

/** What the main thread says to the worker. */
export type ToFederationWorker =
  | { readonly kind: 'run'; readonly number: number; readonly run: FederatedRun }
  /** Our own graph's answer to a question; `undefined` where it has none. */
  | {
      readonly kind: 'answered';
      readonly question: number;
      readonly body: Uint8Array | undefined;
    };

/** Why a federated query failed. */
export type FederationFault = OutgoingFault | 'too-long' | 'malformed' | 'failed';

/** What the worker says to the main thread. */
export type FromFederationWorker =
  /** A question to our own graph, with the number of the run that it belongs to: what an earlier one began may go on for a while. */
  | {
      readonly kind: 'ask';
      readonly run: number;
      readonly question: number;
      readonly sparql: string;
      readonly accept: string;
    }
  | { readonly kind: 'done'; readonly body: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'failed'; readonly fault: FederationFault; readonly message: string };
