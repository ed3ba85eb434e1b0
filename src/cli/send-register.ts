import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ConfigError } from '../config.js';
import type { ImportSummary, RegisterDifference } from '../registers/index.js';
import type { RegisterFlags } from './load-register.js';
import { registerMediaType } from './register-formats.js';
import { askYes, differenceText, FailureReport } from './register-report.js';
import type { RunningService } from './running-service.js';

/** What `PUT /registers/{name}` answers. */
interface Sent extends Omit<ImportSummary, 'difference'> {
  readonly difference: Omit<RegisterDifference, 'touched' | 'listed'> & {
    readonly examples: RegisterDifference['listed'];
  };
}

/** Sends a register to a running service; what would change is shown first where someone is there to answer. */
export async function sendRegister(service: RunningService, flags: RegisterFlags): Promise<void> {
  const { register, files, asOf, title, format, mapping, crs, delta, dryRun, yes, maxFailures } = flags;
  const [file, ...more] = files;
  if (file === undefined || more.length > 0)
    throw new ConfigError('A running service takes a register as one file.');
  const contentType = await registerMediaType(file, format);
  const send = (isLook: boolean): Promise<Sent> =>
    service.json<Sent>({
      method: 'PUT',
      path: `/registers/${encodeURIComponent(register)}`,
      query: {
        ...{ asOf, title, mapping, crs, maxFailures },
        ...(delta ? { delta: 'true' } : {}),
        ...(isLook ? { dryRun: 'true' } : {}),
      },
      body: Readable.toWeb(createReadStream(file)) as ReadableStream,
      contentType,
    });
  const isAsked = dryRun === true || (!yes && process.stdin.isTTY && process.stderr.isTTY);
  if (isAsked) {
    const look = await send(true);
    showDifference(register, look);
    if (dryRun === true || !(await askYes('Switch to the new version?'))) {
      process.stdout.write(`Nothing was changed. Register ${register}: version ${String(look.version)}.\n`);
      return;
    }
  }
  const done = await send(false);
  if (!isAsked) showDifference(register, done);
  await listFailures(flags, done);
  process.stdout.write(
    `Register ${register}: version ${String(done.version)}, ${String(done.records)} records, ${String(done.quads)} quads.\n` +
      'Open reports that it may touch are looked at in the background; see: wegwijzer redecide list\n',
  );
}

function showDifference(register: string, { difference: { examples, ...difference } }: Sent): void {
  process.stderr.write(
    `Against the version of ${register} in force:\n${differenceText({ ...difference, listed: examples })}`,
  );
}

/** A service lists the first failures alone. */
async function listFailures({ register, failures }: RegisterFlags, sent: Sent): Promise<void> {
  if (sent.failures === 0) return;
  const report = new FailureReport(failures ?? `${register}-failures.csv`);
  for (const failure of sent.listedFailures) report.add(failure);
  await report.close();
  process.stderr.write(
    `${String(sent.failures)} records were left out; the first of them are listed in ${report.path}.\n`,
  );
}
