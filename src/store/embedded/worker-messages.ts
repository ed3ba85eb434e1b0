/** What the main thread asks of a graph worker. */
export type WorkerRequest =
  | { readonly kind: 'load'; readonly lines: string }
  | { readonly kind: 'apply'; readonly steps: readonly ApplyStep[] }
  | {
      readonly kind: 'query';
      readonly sparql: string;
      readonly accept: string;
    };

/** One step of a change: an update that removes or makes graphs, or lines to add. */
export type ApplyStep = { readonly update: string } | { readonly insert: string };

/** A request as it is posted, with the number that its answer bears. */
export type NumberedRequest = WorkerRequest & { readonly id: number };

/** The worker's answer. `memory` is the size of its WebAssembly memory, in bytes. */
export type WorkerReply =
  | { readonly id: number; readonly ok: true; readonly value: string; readonly memory: number }
  | {
      readonly id: number;
      readonly ok: false;
      readonly message: string;
      /** The engine is broken for good: the worker must be ended. */
      readonly fatal: boolean;
      readonly memory: number;
    };
