import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
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
      const { exportQuads } = await import('../../store/embedded/export.js');
      const { dataDirectory } = settingsFor(flags);
      const output: Writable = file === undefined ? process.stdout : createWriteStream(file, { flags: 'wx' });
      if (file !== undefined) await once(output, 'open');
      const { graphs, quads } = await exportQuads(dataDirectory, async (text) => {
        if (!output.write(text)) await once(output, 'drain');
      });
      if (file !== undefined) {
        output.end();
        await finished(output);
      }
      process.stderr.write(`Exported ${String(quads)} quads in ${String(graphs)} graphs.\n`);
    });
  return addSettings(command, ['dataDirectory']);
}
