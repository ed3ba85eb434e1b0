import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Command } from 'commander';
import { addSettings, settingsFor } from '../settings.js';

/** `wegwijzer export` */
export function exportCommand(): Command {
  const command = new Command('export')
    .description('Write all quads as N-Quads, personal data excepted; the service may go on meanwhile.')
    .argument('[file]', 'where to write; standard output where not given')
    .addHelpText('after', '\nExamples:\n  wegwijzer export graph.nq\n  wegwijzer export | gzip > graph.nq.gz')
    .action(async (file: string | undefined, flags: Record<string, unknown>) => {
      const { dataDirectory } = settingsFor(flags);
      const { exportQuads } = await import('../../store/embedded/export.js');
      const writeTo = (output: Writable): ReturnType<typeof exportQuads> =>
        exportQuads(dataDirectory, async (text) => {
          if (!output.write(text)) await once(output, 'drain');
        });
      const { graphs, quads } =
        file === undefined ? await writeTo(process.stdout) : await inWholeFile(file, writeTo);
      process.stderr.write(`Exported ${String(quads)} quads in ${String(graphs)} graphs.\n`);
    });
  return addSettings(command, ['dataDirectory']);
}

/**
 * Writes a new file under another name until it is whole, so that nobody takes half an export for one, nor does it stand
 * in the way of the next.
 * @throws Error where there is such a file already
 */
async function inWholeFile<T>(file: string, write: (output: Writable) => Promise<T>): Promise<T> {
  if (existsSync(file))
    throw new Error(`${file} is there already. Remove it, or name another file to write the export to.`);
  const part = `${file}.part`;
  const output = createWriteStream(part);
  try {
    await once(output, 'open');
    const written = await write(output);
    await finished(output.end());
    await rename(part, file);
    return written;
  } catch (error) {
    output.destroy();
    await rm(part, { force: true });
    throw error;
  }
}
