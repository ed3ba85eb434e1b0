import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkJournal } from '#wegwijzer/store/embedded/check.js';
import { benchReport, freePort, post, startServiceProcess } from './process.js';

const ROUNDS = 50;
const WRITERS = 8;
let directory: string;
let port: number;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wegwijzer-kill-'));
  port = await freePort();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Files reports until the service dies; every answer that came is a promise the service must keep. */
async function fileUntilKilled(
  url: string,
  round: number,
  killAfter: number,
  kill: () => Promise<void>,
): Promise<string[]> {
  const acknowledged: string[] = [];
  let killed: Promise<void> | undefined;
  const writer = async (number: number): Promise<void> => {
    for (let index = 0; !killed; index += 1) {
      try {
        const answer = await post(
          url,
          benchReport(`round ${String(round)}, writer ${String(number)}, ${String(index)}`),
        );
        const { location = '' } = Object.fromEntries(answer.headers);
        if (answer.status === 201) acknowledged.push(location);
      } catch {
        return;
      }
      // The moment of the kill is counted in answers, so that it falls amid others under way.
      if (acknowledged.length >= killAfter) killed ??= kill();
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
  await killed;
  return acknowledged;
}

it(
  `keeps every acknowledged report whole through ${String(ROUNDS)} kills during intake`,
  async () => {
    const promised: string[] = [];
    let service = await startServiceProcess({ directory, port });
    for (let round = 0; round < ROUNDS; round += 1) {
      const running = service;
      const acknowledged = await fileUntilKilled(running.url, round, 1 + ((round * 7) % 23), () =>
        running.kill(),
      );
      promised.push(...acknowledged);
      service = await startServiceProcess({ directory, port });
      for (const location of acknowledged) {
        const answer = await fetch(location, { headers: { accept: 'application/n-quads' } });
        expect(answer.status).toBe(200);
        const quads = await answer.text();
        expect(quads).toContain('https://data.vlaanderen.be/ns/melding#Melding');
        expect(quads).toContain('https://w3id.org/wegwijzer#Decision');
      }
    }
    const half = await fetch(`${service.url}/sparql?query=${encodeURIComponent(HALF_REPORTS)}`, {
      headers: { accept: 'application/sparql-results+json' },
    });
    expect((await half.json()) as object).toMatchObject({ boolean: false });
    await service.stop();
    expect(promised.length).toBeGreaterThan(ROUNDS);
    expect(await checkJournal(directory)).toMatchObject({ ok: true, problems: [] });
  },
  20 * 60_000,
);

const HALF_REPORTS = `
  PREFIX m: <https://data.vlaanderen.be/ns/melding#> PREFIX ww: <https://w3id.org/wegwijzer#>
  PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX dct: <http://purl.org/dc/terms/>
  ASK {
    { ?report a m:Melding . FILTER NOT EXISTS { ?report ww:decision ?decision . ?decision a ww:Decision ; dct:description ?why } }
    UNION { ?report a m:Melding . FILTER NOT EXISTS { ?report oa:hasBody ?body . ?body a m:MeldingBody } }
    UNION { ?decision a ww:Decision . FILTER NOT EXISTS { ?report ww:decision ?decision ; a m:Melding } }
  }`;
