import type { Dataset } from '../graph-store.js';

/** How a graph worker is set up. */
export interface WorkerSetup {
  /** Bytes that its graph engine may take; no limit but that of WebAssembly where not given. */
  readonly maximumMemory?: number;
  /** Whether its thread gives way to those that take reports. */
  readonly givesWay: boolean;
}

/** What the main thread asks of a graph worker. */
export type WorkerRequest =
  | { readonly kind: 'load'; readonly lines: string }
  | { readonly kind: 'apply'; readonly steps: readonly ApplyStep[] }
  | QueryRequest
  | AnswerRequest;

/** A query of our own; the answer is text. */
export interface QueryRequest {
  readonly kind: 'query';
  readonly sparql: string;
  readonly accept: string;
}

/** A query of someone else; the answer is text where it is short, and UTF-8 where it is long. */
export interface AnswerRequest {
  readonly kind: 'answer';
  readonly sparql: string;
  readonly accept: string;
  /** Bytes that the answer may have. */
  readonly maximumLength: number;
  readonly baseIri: string | undefined;
  readonly dataset: Dataset | undefined;
}

/** One step of a change: graphs to make or to drop, a block of lines to remove, or lines to add in pieces that the worker joins. */
export type ApplyStep =
  | { readonly create: readonly string[] }
  | { readonly drop: readonly string[] }
  | { readonly remove: string }
  | { readonly insert: readonly string[] };

/** A request as it is posted, with the number that its answer bears. */
export type NumberedRequest = WorkerRequest & { readonly id: number };

/** What a worker gives back. */
export type WorkerValue = string | Uint8Array<ArrayBuffer>;

/** How a request failed: the engine refused it, its answer is too long, or the engine is broken for good. */
export type WorkerFault = 'refused' | 'too-long' | 'out-of-memory' | 'out-of-stack' | 'broken';

/** The worker's answer. `memory` is the size of its WebAssembly memory, in bytes. */
export type WorkerReply =
  | { readonly id: number; readonly ok: true; readonly value: WorkerValue; readonly memory: number }
  | {
      readonly id: number;
      readonly ok: false;
      readonly message: string;
      readonly fault: WorkerFault;
      readonly memory: number;
    };
