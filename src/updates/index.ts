/** Changes that clients ask for with SPARQL: read into operations, worked out, and committed as one change. */
export { clientGraphs, lastChange } from './client-graphs.js';
export type { ClientGraphs } from './client-graphs.js';
export { createGraphWriter } from './graph-writer.js';
export type { GraphWriter } from './graph-writer.js';
export { createUpdater } from './updater.js';
export type { EvaluatePattern, Updater, UpdateRequest } from './updater.js';
