import { dirname } from 'node:path';
import { ProblemError } from '../problem.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { RegisterDifference } from './comparison.js';
import type { FailureLimit, FailureList, LoadFailure } from './failures.js';
import { ImportRun, type ImportProgress } from './import-run.js';
import { readMapping } from './mapping/read-mapping.js';
import type { SourceFile } from './source-file.js';

/** What is to be read into a register, and how. */
export interface ImportOptions {
  /** The register's own name, the last part of its IRI. */
  readonly name: string;
  readonly files: readonly SourceFile[];
  readonly baseUrl: string;
  /** The day that the register describes, `xsd:date`; today where not given. */
  readonly asOf?: string | undefined;
  readonly title?: string | undefined;
  /** Path of the mapping for GeoJSON and CSV. */
  readonly mapping?: string | undefined;
  /** Reference system of coordinates that name none: `EPSG:31370`, `EPSG:3812` or `EPSG:4326`. */
  readonly crs?: string | undefined;
  /** Whether the files hold what changed alone; the rest of the register then stays. */
  readonly delta?: boolean | undefined;
  /** Records that may fail; none where not given. */
  readonly failureLimit?: FailureLimit | undefined;
  /** Told of each failure as it is met. */
  readonly onFailure?: ((failure: LoadFailure) => void) | undefined;
  /** Whether it is only looked at what would change, and nothing is switched. */
  readonly isLook?: boolean | undefined;
  /** Asked, with what would change, whether to switch. */
  readonly confirm?: ((difference: RegisterDifference) => boolean | Promise<boolean>) | undefined;
  /** Called when all is checked and confirmed. */
  readonly aboutToCommit?: (() => Promise<void>) | undefined;
  /** IRI of who loads it. */
  readonly agent: string;
  /** Number of the request that asked for it, for the log. */
  readonly requestId?: string | undefined;
  readonly shapes: ShapeChecker;
  readonly now: () => Date;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/** A reading of the files of a register, as it is asked for. @throws ProblemError `invalid-parameter` for the reference system */
export function openRun(
  options: ImportOptions,
  graph: string,
  failures: FailureList,
  take: ConstructorParameters<typeof ImportRun>[0]['take'],
): ImportRun {
  const { files, baseUrl, shapes, crs, now, onProgress, mapping } = options;
  const beside = files[0] && dirname(files[0].path);
  return new ImportRun({
    files,
    baseUrl,
    graph,
    shapes,
    failures,
    crs: checkCrs(crs),
    now: now().toISOString(),
    onProgress,
    take,
    mapping: mapping === undefined ? undefined : readMapping(mapping, { baseUrl, beside }),
  });
}

/** @throws ProblemError `invalid-register` where nothing was read, or too much of it is wrong */
export function refuse(run: ImportRun, failures: FailureList, name: string): void {
  if (run.records === 0)
    throw new ProblemError('invalid-register', `Register ${name}: the files hold no statements at all.`);
  failures.refuseBeyondLimit(name, run.records);
}

/** @throws ProblemError `invalid-parameter` */
function checkCrs(crs: string | undefined): string | undefined {
  if (crs === undefined || ['EPSG:31370', 'EPSG:3812', 'EPSG:4326', 'CRS84'].includes(crs)) return crs;
  throw new ProblemError(
    'invalid-parameter',
    `The reference system ${crs} is not known. Give EPSG:31370 (Lambert 72), EPSG:3812 (Lambert 2008) or EPSG:4326.`,
    { parameter: 'crs', example: 'EPSG:31370' },
  );
}
