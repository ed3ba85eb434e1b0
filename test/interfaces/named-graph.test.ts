import { Parser } from 'n3';
import { expect, it } from 'vitest';
import { namedGraph } from '#wegwijzer/interfaces/linked-data/named-graph.js';
import { textOf } from '#wegwijzer/interfaces/http/reply.js';

const GRAPH = 'https://example.org/graph/$&';

it.each(['application/n-quads', 'application/trig'] as const)(
  'names the graph of triples in %s, and changes nothing in their texts',
  async (mediaType) => {
    const texts = ['one .\u2028two', 'end .\u2029', 'three .\r', 'four .', ' .'];
    const triples = texts
      .map((text) => `<https://example.org/a> <https://example.org/p> ${JSON.stringify(text)} .\n`)
      .join('');
    const body = await textOf(namedGraph(triples, mediaType, GRAPH));
    const quads = new Parser({ format: mediaType }).parse(body);
    expect(quads.map(({ object }) => object.value)).toEqual(texts);
    expect(new Set(quads.map(({ graph }) => graph.value))).toEqual(new Set([GRAPH]));
  },
);
