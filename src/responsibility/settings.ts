import { lineWriter } from '../rdf/line-writer.js';
import { rdf, ww, xsd } from '../rdf/namespaces.js';
import type { Line } from '../rdf/nquads.js';
import { readQuery } from '../rdf/query-text.js';
import type { Queryable } from './model.js';

const settingsQuery = readQuery('responsibility/settings.rq');

/** The settings that decisions rest on. */
export interface DecidingSettings {
  /** Days after which a register counts as stale; infinite where nothing says so. */
  readonly registerMaxAge: number;
}

/** @param graph IRI of the graph that holds them, which is also what they are called */
export function settingsLines({ registerMaxAge }: DecidingSettings, graph: string): Line[] {
  const write = lineWriter(graph);
  return [
    write.iri(graph, rdf('type'), ww('Settings')),
    write.literal(graph, ww('registerMaxAge'), String(registerMaxAge), xsd('integer')),
  ];
}

/** The settings as a graph has them. */
export async function readSettings(graph: Queryable): Promise<DecidingSettings> {
  const [row] = await graph.select(settingsQuery());
  return { registerMaxAge: row?.registerMaxAge ? Number(row.registerMaxAge.value) : Infinity };
}
