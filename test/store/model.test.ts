import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iriToString, lineGraph, literalToString, type Line } from '#wegwijzer/rdf/nquads.js';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import type { EmbeddedStore } from '#wegwijzer/store/embedded/embedded-store.js';
import { change, openStore, replay, temporaryFolder, workerGraphs, workerLines } from './support.js';

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const graphs = ['urn:g:1', 'urn:g:2', 'urn:g:3'];
const subjects = ['urn:s:1', 'urn:s:2', `urn:s:${'long'.repeat(400)}`, `urn:s:${'long'.repeat(400)}er`];

const anyObject = fc.oneof(
  fc.constantFrom('urn:o:1', 'https://example.org/é?a=b#c').map(iriToString),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => literalToString(text)),
  fc.constantFrom('nl', 'nl-be', 'en').map((language) => literalToString('tekst "met\\', { language })),
  fc.integer().map((n) => literalToString(String(n), { datatype: `${XSD}integer` })),
  fc.constantFrom('true', 'false').map((value) => literalToString(value, { datatype: `${XSD}boolean` })),
  fc.constant(
    literalToString('POINT (3.7 51.05)', { datatype: 'http://www.opengis.net/ont/geosparql#wktLiteral' }),
  ),
);
const anyLine: fc.Arbitrary<Line> = fc
  .tuple(
    fc.constantFrom(...subjects),
    fc.constantFrom('urn:p:1', 'urn:p:2'),
    anyObject,
    fc.constantFrom(...graphs),
  )
  .map(([s, p, o, g]) => `${iriToString(s)} ${iriToString(p)} ${o} ${iriToString(g)} .`);
const someLines = fc.array(anyLine, { maxLength: 8 });
const someGraphs = fc.uniqueArray(fc.constantFrom(...graphs), { maxLength: 1 });

interface Step {
  readonly kind: 'commit' | 'replace' | 'reopen';
  readonly insert: Line[];
  /** How many of the lines there are by then to remove. */
  readonly removals: number;
  readonly drop: string[];
  readonly create: string[];
  readonly archive: string[];
}

const rarely = fc.oneof(
  { weight: 4, arbitrary: fc.constant<string[]>([]) },
  { weight: 1, arbitrary: someGraphs },
);
const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind'][]>('commit', 'commit', 'commit', 'commit', 'replace', 'reopen'),
  insert: someLines,
  removals: fc.nat(6),
  drop: rarely,
  create: rarely,
  archive: rarely,
});

/** What a store should hold: graph → its lines; and which of those graphs no query sees. */
class Model extends Map<string, Set<Line>> {
  readonly archived = new Set<string>();

  /** Those that queries see. */
  get queried(): Map<string, Set<Line>> {
    return new Map([...this].filter(([graph]) => !this.archived.has(graph)));
  }
}

function graphIn(model: Model, graph: string): Set<Line> {
  const lines = model.get(graph) ?? new Set<Line>();
  model.set(graph, lines);
  return lines;
}

async function replaceGraph(store: EmbeddedStore, model: Model, graph: string, lines: Line[]): Promise<void> {
  const own = lines.filter((line) => lineGraph(line) === graph);
  const replacement = await store.replaceGraph({ graph, agent: 'urn:agent', reason: 'replace' });
  await replacement.add(own);
  await replacement.commit();
  model.set(graph, new Set(own));
  model.archived.delete(graph);
}

function linesOf(model: Model, graph: string): string | undefined {
  const lines = model.get(graph);
  return lines && [...lines].sort().join('\n');
}

async function commitStep(store: EmbeddedStore, model: Model, step: Step): Promise<void> {
  const there = [...model.values()].flatMap((lines) => [...lines]);
  const remove = there.filter((_, n) => n % 3 === 0).slice(0, step.removals);
  const { insert, drop, create, archive } = step;
  await store.commit(
    change({
      insert,
      remove,
      drop,
      create: create.map((graph) => ({ graph, access: 'public' as const })),
      archive,
    }),
  );
  for (const graph of drop) {
    model.delete(graph);
    model.archived.delete(graph);
  }
  const before = new Map(graphs.map((graph) => [graph, linesOf(model, graph)]));
  for (const graph of create) graphIn(model, graph);
  for (const line of remove) model.get(lineGraph(line))?.delete(line);
  for (const line of insert) graphIn(model, lineGraph(line)).add(line);
  for (const graph of graphs) if (linesOf(model, graph) !== before.get(graph)) model.archived.delete(graph);
  for (const graph of archive) if (model.has(graph)) model.archived.add(graph);
}

function expected(model: Map<string, Set<Line>>): Line[] {
  return [...model.values()].flatMap((lines) => [...lines]).sort();
}

describe('any run of changes, archivings, replacements and restarts', () => {
  it('leaves journal, workers and log with exactly what a plain map would hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 12 }), async (steps) => {
        const directory = temporaryFolder();
        const model = new Model();
        let store = await openStore(directory, { readers: 1 });
        for (const step of steps) {
          if (step.kind === 'reopen') {
            await store.close();
            store = await openStore(directory, { readers: 1 });
          } else if (step.kind === 'replace') {
            await replaceGraph(store, model, graphs[step.removals % 3] ?? '', step.insert);
          } else await commitStep(store, model, step);
          expect(await workerLines(store)).toEqual(expected(model.queried));
        }
        expect(await workerLines(store, 'public')).toEqual(expected(model.queried));
        expect(await workerGraphs(store)).toEqual([...model.queried.keys()].sort());
        expect(store.figures().quads).toBe(expected(model.queried).length);
        for (const graph of graphs)
          expect(store.readGraph(graph)?.sort()).toEqual(
            model.has(graph) ? [...(model.get(graph) ?? [])].sort() : undefined,
          );
        const replayed = replay(store.log(0));
        expect(expected(replayed)).toEqual(expected(model));
        expect([...replayed.keys()].sort()).toEqual([...model.keys()].sort());
        await store.close();
        expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [], notes: [] });
      }),
      { numRuns: 15 },
    );
  }, 300_000);
});
