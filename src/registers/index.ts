/** Registers of assets, grounds, roads, areas and organisations: reading, normalising, checking, switching. */
export { importRegister } from './import.js';
export type { ImportFinding, ImportOptions, ImportProgress, ImportSummary } from './import.js';
export { registerGraph, registersGraph } from './register-graphs.js';
export { readTerms } from './read-terms.js';
export type { RdfFile } from './read-quads.js';
