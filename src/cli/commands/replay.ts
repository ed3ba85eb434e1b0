import { Command } from 'commander';
import type { ReplayJson } from '../../reports/index.js';
import { addService, runningService, type ServiceFlags } from '../running-service.js';
import { addSettings, settingsFor } from '../settings.js';
import { withEngine } from '../with-engine.js';

/** `wegwijzer replay` */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('Make a decision again with the registers and rules of then, and compare the records.')
    .argument('<decision>', 'IRI of the decision, or its UUID')
    .addHelpText(
      'after',
      '\nExit code 1 where the records differ.\n\nExample:\n  wegwijzer replay 0b0e6a4c-6d0f-4b0e-9f59-0d6b4a0b7a55',
    )
    .action(async (decision: string, { url, keyFile, ...flags }: ServiceFlags & Record<string, unknown>) => {
      const service = runningService({ url, keyFile });
      const { replayDecision, replayToJson, replayToText } = await import('../../reports/index.js');
      if (service) {
        const path = `/doc/decision/${encodeURIComponent(decision.replace(/^.*\//, ''))}/replay`;
        const replay = await service.json<ReplayJson>({ path });
        report(replayToText(replay), replay.same);
        return;
      }
      const settings = settingsFor(flags);
      await withEngine(settings, async (engine) => {
        const { baseUrl } = settings;
        const iri = decision.includes(':') ? decision : `${baseUrl}/id/decision/${decision}`;
        const replay = replayToJson(await replayDecision({ ...engine, baseUrl }, iri));
        report(replayToText(replay), replay.same);
      });
    });
  return addSettings(addService(command), ['dataDirectory', 'baseUrl', 'port', 'memoryCeiling']);
}

function report(text: string, isSame: boolean): void {
  process.stdout.write(text);
  if (!isSame) process.exitCode = 1;
}
