/** Keeping decisions about open reports right when registers and rules change, on a person's word. */
export type { Applied } from './apply.js';
export { createRedecide } from './redecide.js';
export type { Redecide } from './redecide.js';
export type { ScanProgress, ScanRequest } from './scan.js';
export { linesAbout, redecisionIri } from './waiting-graph.js';
export type { Redecision } from './waiting-graph.js';
