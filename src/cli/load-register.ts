import type { Engine } from '../engine.js';
import type { RegisterDifference } from '../registers/index.js';
import { parseFailureLimit } from '../registers/index.js';
import { REGISTER_FORMATS } from '../registers/format-names.js';
import { createProgress } from './progress.js';
import { FailureReport } from './failure-report.js';
import { askYes, differenceText } from './register-report.js';

/** What the command line asks to be loaded. */
export interface RegisterFlags {
  readonly register: string;
  readonly files: readonly string[];
  readonly asOf?: string | undefined;
  readonly title?: string | undefined;
  readonly format?: string | undefined;
  readonly mapping?: string | undefined;
  readonly crs?: string | undefined;
  readonly delta?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly maxFailures?: string | undefined;
  readonly failures?: string | undefined;
}

/** Loads a register with a progress bar, shows what changes, and asks where someone is there to answer. */
export async function loadRegister(engine: Engine, flags: RegisterFlags): Promise<void> {
  const { register, files, asOf, title, mapping, crs, delta, format, maxFailures } = flags;
  const report = new FailureReport(flags.failures ?? `${register}-failures.csv`);
  const progress = createProgress(`Loading ${register}`);
  try {
    const done = await engine.loadRegister({
      name: register,
      files: files.map((path) => ({
        path,
        format: format === undefined ? undefined : REGISTER_FORMATS[format],
      })),
      asOf,
      title,
      mapping,
      crs,
      delta,
      failureLimit: maxFailures === undefined ? undefined : parseFailureLimit(maxFailures),
      onFailure: (failure) => {
        report.add(failure);
      },
      isLook: flags.dryRun,
      confirm: (difference) => {
        progress.stop();
        return confirm(flags, difference);
      },
      onProgress: (at) => {
        progress.update(at.bytes, at.totalBytes, `${String(at.records)} records, ${String(at.quads)} quads`);
      },
    });
    progress.stop();
    for (const { feature, message } of done.listedWarnings)
      process.stderr.write(`warning: <${feature}>: ${message.en}\n`);
    const more = done.warnings - done.listedWarnings.length;
    if (more > 0) process.stderr.write(`warning: and ${String(more)} more\n`);
    const kept = done.switched ? '' : 'Nothing was changed. ';
    const failed = done.failures > 0 ? `, ${String(done.failures)} left out` : '';
    process.stdout.write(
      `${kept}Register ${register}: version ${String(done.version)}, ${String(done.records)} records${failed}, ${String(done.quads)} quads.\n`,
    );
  } finally {
    progress.stop();
    const listed = await report.close();
    if (listed !== undefined) process.stderr.write(`${listed}\n`);
  }
}

async function confirm(
  { register, dryRun, yes }: RegisterFlags,
  difference: RegisterDifference,
): Promise<boolean> {
  process.stderr.write(`Against the version of ${register} in force:\n${differenceText(difference)}`);
  if (dryRun) return false;
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return true;
  return askYes('Switch to the new version?');
}
