import { Command } from 'commander';
import { addSettings, settingsFor } from '../settings.js';

/** `wegwijzer replay` */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description(
      'Make a decision again with the registers and rules of then, and compare the records; the service must be stopped.',
    )
    .argument('<decision>', 'IRI of the decision, or its UUID')
    .addHelpText(
      'after',
      '\nExit code 1 where the records differ.\n\nExample:\n  wegwijzer replay 0b0e6a4c-6d0f-4b0e-9f59-0d6b4a0b7a55',
    )
    .action(async (decision: string, flags: Record<string, unknown>) => {
      const { startEngine } = await import('../../engine.js');
      const { replayDecision, replayToText } = await import('../../reports/index.js');
      const { baseUrl, dataDirectory } = settingsFor(flags);
      const engine = await startEngine({ baseUrl, directory: dataDirectory, readers: 0, spare: false });
      try {
        const iri = decision.includes(':') ? decision : `${baseUrl}/id/decision/${decision}`;
        const replay = await replayDecision({ ...engine, baseUrl }, iri);
        process.stdout.write(replayToText(replay));
        if (!replay.same) process.exitCode = 1;
      } finally {
        await engine.close();
      }
    });
  return addSettings(command, ['dataDirectory', 'baseUrl', 'port']);
}
