/** Registers of assets, grounds, roads, areas and organisations: reading, normalising, checking, switching. */
export { importRegister } from './import.js';
export type { ImportOptions, ImportSummary } from './import.js';
export type { ImportFinding, ImportProgress } from './import-run.js';
export type { ManagerChange, ManagerPair, RegisterDifference, TouchedPlaces } from './comparison.js';
export { describePlace, parseFailureLimit } from './failures.js';
export type { FailureLimit, LoadFailure } from './failures.js';
export { registerGraph, registersGraph } from './register-graphs.js';
export { parseTerms, readTerms } from './read-terms.js';
export type { SourceFile } from './source.js';
export type { MappedFormat } from './mapping/read-mapped.js';
export { readSuccessions } from './read-successions.js';
export { createSuccessions, refuseCircles } from './successions.js';
export type { Succession, Successions, Successor } from './successions.js';
export { undoRegister } from './undo.js';
export type { Undone } from './undo.js';
export { compareChange, readVersionChange } from './version-change.js';
export { readRegisterVersions } from './versions.js';
export type { DescribedRegister, RegisterVersion } from './versions.js';
