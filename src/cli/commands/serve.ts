import { Command } from 'commander';
import type { Running } from '../../main.js';
import { addSettings, settingsFor } from '../settings.js';

/** `wegwijzer serve` */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Open the data directory and answer on HTTP until told to stop (Ctrl-C, SIGTERM).')
    .addHelpText(
      'after',
      '\nExamples:\n  wegwijzer serve\n  wegwijzer serve --port 9000 --data-directory /var/lib/wegwijzer --demo false\n' +
        '  wegwijzer serve --host 0.0.0.0 --base-url https://wegwijzer.example.org',
    )
    .action(async (flags: Record<string, unknown>) => {
      const config = settingsFor(flags);
      const started = import('../../main.js').then(({ startService }) => startService(config));
      stopOnSignal(started);
      const running = await started;
      process.stdout.write(greeting(running.url, config.baseUrl));
    });
  return addSettings(command);
}

/**
 * Milliseconds in which a signal that comes again is the same one: a terminal gives Ctrl-C to the whole group of processes, and npm
 * hands it on to us once more.
 */
const ECHO = 1000;

/**
 * Closes in order at the first signal, also where it comes during the start: as the first process of a container it would be
 * lost otherwise. A second signal ends the process at once, since closing may hang.
 */
function stopOnSignal(started: Promise<Running>): void {
  let since: number | undefined;
  const stop = (): void => {
    if (since !== undefined) {
      if (performance.now() - since < ECHO) return;
      process.stderr.write('wegwijzer: Ended at once by a second signal, before everything was closed.\n');
      process.exit(1);
    }
    since = performance.now();
    void started.then(close, () => undefined);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

async function close(running: Running): Promise<void> {
  try {
    await running.close();
  } catch (error) {
    process.stderr.write(`wegwijzer: Not everything could be closed: ${String(error)}\n`);
    process.exitCode = 1;
  }
}

/** The address, and a report to try: a broken bench on the grass of the demo's park. */
function greeting(url: string, baseUrl: string): string {
  const report = {
    '@context': `${baseUrl}/context/report.jsonld`,
    type: 'Report',
    category: 'zitbank-beschadigd',
    body: {
      type: 'Body',
      description: 'De bank in het park is stuk.',
      location: { type: 'Geometry', lon: 3.7099224, lat: 51.0453067 },
    },
  };
  // Only where it is this very service that answers there: another port may be a proxy in front of it.
  const address = baseUrl === `http://localhost:${new URL(url).port}` ? baseUrl : url;
  return (
    `Wegwijzer listens at ${address}\n\nTry it:\n` +
    `curl -s -X POST ${address}/reports -H 'Content-Type: application/ld+json' -d '${JSON.stringify(report)}'\n\n`
  );
}
