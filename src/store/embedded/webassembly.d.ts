/** The part of the WebAssembly JavaScript interface that a graph worker uses; Node's types leave it to the DOM. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  class Module {
    private readonly module: never;
  }
  class RuntimeError extends Error {}
  let Instance: new (module: Module, imports?: object) => { readonly exports: Record<string, unknown> };
}
