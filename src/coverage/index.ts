/** Who is responsible for what, where nobody is, and where several are: by category, kind of place and area. */
export { findCoverage } from './coverage.js';
export type { CoverageParts, CoverageRequest } from './coverage.js';
export { messageOf } from './messages.js';
export type { Cell, Coverage, CoverageReport, Sample } from './model.js';
export { countsOf, coverageToCsv, coverageToGeoJson, coverageToJson } from './plain-forms.js';
export { coverageLines } from './record.js';
export { readAsked, readOnly } from './request.js';
export type { Asked } from './request.js';
export { coverageToText } from './text.js';
