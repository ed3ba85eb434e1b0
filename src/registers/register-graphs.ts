import { GENERATED } from '../rdf/skolem.js';

/** The named graph of a register, which is also the IRI of the register. */
export function registerGraph(baseUrl: string, name: string): string {
  return `${baseUrl}/id/register/${encodeURIComponent(name)}`;
}

/** The graph that describes the registers: title, date, version. */
export function registersGraph(baseUrl: string): string {
  return `${baseUrl}/id/registers`;
}

/** The base of IRIs that stand for blank nodes (RDF 1.1 Concepts, section 3.5). */
export function genidBase(baseUrl: string): string {
  return `${baseUrl}${GENERATED}`;
}

/** The IRI of one version of a register. */
export function registerVersion(baseUrl: string, name: string, version: number): string {
  return `${registerGraph(baseUrl, name)}/version/${String(version)}`;
}
