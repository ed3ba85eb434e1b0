/** Loads Oxigraph into this thread, keeping hold of its memory. */
import type * as Oxigraph from 'oxigraph';
import { boundedModule, WASM_PAGE } from './bounded-module.js';

/** One Oxigraph, as its package exports it. */
export interface OxigraphInstance {
  readonly oxigraph: typeof Oxigraph;
  readonly memory: WebAssembly.Memory;
}

/**
 * Loads the package. Oxigraph keeps its memory to itself and sets no most for it, so both are seen to while its module
 * is made. Only the first call in a thread has an effect on the most.
 * @param maximumMemory bytes that its memory may grow to; no limit but that of WebAssembly where not given
 */
export async function loadOxigraph(maximumMemory?: number): Promise<OxigraphInstance> {
  let memory: WebAssembly.Memory | undefined;
  const { Instance, Module } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args: [WebAssembly.Module, object?]) {
      const instance = new target(...args);
      const { memory: exported } = instance.exports;
      if (exported instanceof WebAssembly.Memory) memory = exported;
      return instance;
    },
  });
  if (maximumMemory !== undefined)
    WebAssembly.Module = new Proxy(Module, {
      construct(target, [bytes]: [Uint8Array]) {
        return new target(boundedModule(bytes, Math.floor(maximumMemory / WASM_PAGE)));
      },
    });
  try {
    const oxigraph = await import('oxigraph');
    if (!memory) throw new Error('Oxigraph was loaded into this thread before, or shows its memory no more.');
    return { oxigraph, memory };
  } finally {
    WebAssembly.Instance = Instance;
    WebAssembly.Module = Module;
  }
}
