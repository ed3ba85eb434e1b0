/** The part of the WebAssembly JavaScript interface that a graph worker uses; Node's types leave it to the DOM. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  interface Module {
    readonly module?: never;
  }
  let Module: new (bytes: Uint8Array) => Module;
  class RuntimeError extends Error {}
  let Instance: new (module: Module, imports?: object) => { readonly exports: Record<string, unknown> };
}
