import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { boundedModule, WASM_PAGE } from '#wegwijzer/store/embedded/bounded-module.js';
import type { WorkerLostError } from '#wegwijzer/store/embedded/worker-handle.js';
import { EngineError, WorkerHandle } from '#wegwijzer/store/embedded/worker-handle.js';
import { manyLines } from './support.js';

/** A module with one memory of one page, exported as `m`, and a section behind it. */
const SMALL = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 109, 2, 0]);

describe('a module with a most for its memory', () => {
  it('grows up to it and no further', () => {
    for (const pages of [1, 2, 127, 128, 200, 65_536]) {
      const { exports } = new (
        WebAssembly.Instance as new (module: unknown) => { exports: { m: { grow(n: number): number } } }
      )(new (WebAssembly.Module as new (bytes: Uint8Array) => unknown)(boundedModule(SMALL, pages)));
      expect(() => exports.m.grow(pages)).toThrow();
      if (pages <= 200) expect(exports.m.grow(pages - 1)).toBe(1);
    }
  });

  it('is made of the engine that we use, and of nothing without a memory', () => {
    const path = createRequire(import.meta.url)
      .resolve('oxigraph')
      .replace(/node\.js$/, 'node_bg.wasm');
    const bounded = boundedModule(readFileSync(path), 1000);
    expect(() => new (WebAssembly.Module as new (bytes: Uint8Array) => unknown)(bounded)).not.toThrow();
    expect(() => boundedModule(SMALL.subarray(0, 8), 1)).toThrow(TypeError);
  });
});

describe('a graph worker with a bound', () => {
  it('is lost to what would go over it, and only then', async () => {
    const lost: WorkerLostError[] = [];
    const worker = new WorkerHandle(
      { onLost: (error) => lost.push(error), onGrown: () => undefined },
      { givesWay: true, maximumMemory: 600 * WASM_PAGE },
    );
    await worker.request({ kind: 'load', lines: manyLines(2000).join('\n') });
    await expect(worker.request({ kind: 'query', sparql: 'SELECT', accept: 'text/csv' })).rejects.toThrow(
      EngineError,
    );
    const product = 'SELECT (GROUP_CONCAT(?c) AS ?x) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } }';
    const query = worker.request({ kind: 'query', sparql: product, accept: 'text/csv' });
    await expect(query).rejects.toMatchObject({ ending: 'memory' });
    expect(lost).toHaveLength(1);
    expect(worker.memory).toBeLessThanOrEqual(600 * WASM_PAGE);
  });
});
