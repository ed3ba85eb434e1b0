import { ConfigError } from '../config.js';
import type { ImportSummary, LoadFailure, RegisterDifference } from '../registers/index.js';
import type { RegisterFlags } from './load-register.js';
import { fileBody } from './file-body.js';
import { registerMediaType } from './register-formats.js';
import { FailureReport } from './failure-report.js';
import { askYes, differenceText } from './register-report.js';
import { RefusedByServiceError, type RunningService } from './running-service.js';

/** What `PUT /registers/{name}` answers. */
interface Sent extends Omit<ImportSummary, 'difference'> {
  readonly difference: Omit<RegisterDifference, 'touched' | 'listed'> & {
    readonly examples: RegisterDifference['listed'];
  };
}

/** Sends a register to a running service; what would change is shown first where someone is there to answer. */
export async function sendRegister(service: RunningService, flags: RegisterFlags): Promise<void> {
  const { register, failures } = flags;
  const send = await sending(service, flags);
  const report = new FailureReport(failures ?? `${register}-failures.csv`);
  try {
    await sendOrLook(send, flags, report);
  } catch (error) {
    if (error instanceof RefusedByServiceError) reportRefused(error.problem, flags, report);
    throw error;
  } finally {
    const listed = await report.close();
    if (listed !== undefined) process.stderr.write(`${listed}\n`);
  }
}

/** Sends it, or has the service only look what it would change. */
type Send = (isLook: boolean) => Promise<Sent>;

async function sending(service: RunningService, flags: RegisterFlags): Promise<Send> {
  const { register, files, asOf, title, format, mapping, crs, delta, maxFailures } = flags;
  const [file, ...more] = files;
  if (file === undefined || more.length > 0)
    throw new ConfigError('A running service takes a register as one file.');
  const contentType = await registerMediaType(file, format);
  return async (isLook) =>
    service.json<Sent>({
      method: 'PUT',
      path: `/registers/${encodeURIComponent(register)}`,
      query: {
        ...{ asOf, title, mapping, crs, maxFailures },
        ...(delta ? { delta: 'true' } : {}),
        ...(isLook ? { dryRun: 'true' } : {}),
      },
      body: await fileBody(file),
      contentType,
    });
}

async function sendOrLook(send: Send, flags: RegisterFlags, report: FailureReport): Promise<void> {
  const { register, dryRun, yes } = flags;
  const isAsked = dryRun === true || (!yes && process.stdin.isTTY && process.stderr.isTTY);
  if (isAsked) {
    const look = await send(true);
    showDifference(register, look);
    if (dryRun === true) reportLeftOut(look, flags, report);
    if (dryRun === true || !(await askYes('Switch to the new version?'))) {
      process.stdout.write(`Nothing was changed. Register ${register}: version ${String(look.version)}.\n`);
      return;
    }
  }
  const done = await send(false);
  if (!isAsked) showDifference(register, done);
  reportLeftOut(done, flags, report);
  process.stdout.write(
    `Register ${register}: version ${String(done.version)}, ${String(done.records)} records, ${String(done.quads)} quads.\n` +
      'Open reports that it may touch are looked at in the background; see: wegwijzer redecide list\n',
  );
}

/** Lists what was wrong with records that a service left out; it tells the first faults alone, of which a record may have several. */
function reportLeftOut(
  { failures, listedFailures }: Sent,
  { files: [file = ''] }: RegisterFlags,
  report: FailureReport,
): void {
  for (const failure of listedFailures) report.add({ ...failure, file });
  if (failures > 0)
    process.stderr.write(
      `${String(failures)} records are left out; the first faults in them are listed: ${String(listedFailures.length)}.\n`,
    );
}

/** Lists what a service refused a register for, where that is in its records. */
function reportRefused(
  { errors, count }: Readonly<Record<string, unknown>>,
  { files: [file = ''] }: RegisterFlags,
  report: FailureReport,
): void {
  const faults = Array.isArray(errors) ? errors.filter(isFailure) : [];
  for (const fault of faults) report.add({ ...fault, file });
  if (typeof count === 'number' && count > faults.length)
    process.stderr.write(
      `The service tells the first ${String(faults.length)} of ${String(count)} faults; a load on its data directory lists all.\n`,
    );
}

/** Whether an error of a problem document is about a record; those of a mapping are not. */
function isFailure(error: unknown): error is LoadFailure {
  const { record, message } = (error ?? {}) as { record?: unknown; message?: { en?: unknown } };
  return typeof record === 'number' && typeof message?.en === 'string';
}

function showDifference(register: string, { difference: { examples, ...difference } }: Sent): void {
  process.stderr.write(
    `Against the version of ${register} in force:\n${differenceText({ ...difference, listed: examples })}`,
  );
}
