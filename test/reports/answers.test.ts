import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '#wegwijzer/access/index.js';
import type { Engine } from '#wegwijzer/engine.js';
import type { OutboxEvent } from '#wegwijzer/reports/index.js';
import { BASE, demoScenarios, freshEngine } from '../support/engine.js';

/** The reporter, as the follow link shows them. */
const reporterOf = (report: string): Client => ({
  id: `${report}#reporter`,
  name: 'reporter',
  anonymous: false,
  roles: new Set(),
  follows: report,
});

let engine: Engine;

beforeAll(async () => {
  engine = await freshEngine({ demo: true });
});
afterAll(async () => {
  await engine.close();
});

interface Filed {
  readonly id: string;
  readonly manager: string;
  readonly decision: {
    readonly id: string;
    readonly outcome: string;
    readonly choices?: readonly { readonly id: string; readonly label: { readonly nl: string } }[];
  };
}

async function file(outcome: string): Promise<Filed> {
  const scenario = demoScenarios().find((one) => one.outcome === outcome);
  if (!scenario) throw new Error(`The demo has no ${outcome} scenario.`);
  const { category, lon, lat, accuracy } = scenario;
  const { json } = await engine.intake.submit({
    mediaType: 'application/ld+json',
    body: Buffer.from(
      JSON.stringify({
        '@context': `${BASE}/context/report.jsonld`,
        type: 'Report',
        category,
        description: 'Proef',
        location: { lon, lat, accuracy },
      }),
    ),
  });
  return JSON.parse(json) as Filed;
}

async function factsAbout(report: string): Promise<{ decisions: string[]; managers: string[] }> {
  const rows = await engine.store.select(
    `SELECT ?decision ?manager WHERE { <${report}> <https://w3id.org/wegwijzer#decision> ?decision ; <https://data.vlaanderen.be/ns/melding#behandelaar> ?manager }`,
  );
  return {
    decisions: rows.map(({ decision }) => decision?.value ?? ''),
    managers: rows.map(({ manager }) => manager?.value ?? ''),
  };
}

/** Answers as the reporter, and gives the decision that follows. */
async function answer(report: string, choice: string): Promise<{ iri: string; manager: string | undefined }> {
  const life = await engine.life.perform({
    report,
    command: { name: 'choose', choice },
    authorise: () => Promise.resolve(reporterOf(report)),
  });
  return { iri: life.decision ?? '', manager: life.handler };
}

/** What the outbox says of a report, in order. */
function told(report: string): OutboxEvent[] {
  return [...engine.store.readRecords('outbox')]
    .map(({ value }) => JSON.parse(value) as OutboxEvent)
    .filter((event) => event.report === report);
}

describe('answering the question of a decision', () => {
  it('decides again about the same report, and the old decision stays as what the new one revises', async () => {
    const filed = await file('ambiguous');
    const [choice] = filed.decision.choices ?? [];
    const { iri, manager } = await answer(filed.id, choice?.id ?? '');
    expect(iri).not.toBe(filed.decision.id);
    expect(await factsAbout(filed.id)).toEqual({ decisions: [iri], managers: [manager] });
    const rows = await engine.store.select(
      `SELECT ?old ?choice WHERE { <${iri}> <http://www.w3.org/ns/prov#wasRevisionOf> ?old ; <https://w3id.org/wegwijzer#chosen> ?choice . ?old a <https://w3id.org/wegwijzer#Decision> }`,
    );
    expect(rows.map(({ old, choice: made }) => [old?.value, made?.value])).toEqual([
      [filed.decision.id, choice?.id],
    ]);
  });

  it('tells the new manager in the same commit, and is a step in the life of the report', async () => {
    const filed = await file('ambiguous');
    const { manager } = await answer(filed.id, '1');
    expect(told(filed.id)).toMatchObject([
      { kind: 'report.file', organisation: null },
      { kind: 'report.choose', organisation: manager, state: 'offered' },
    ]);
    expect(engine.life.read(filed.id)?.history.at(-1)).toMatchObject({
      command: 'choose',
      by: `${filed.id}#reporter`,
      handler: manager,
    });
  });

  it('takes the number of a choice as well, and each choice leads elsewhere', async () => {
    const managers = new Set<string | undefined>();
    for (const number of ['1', '2']) {
      const filed = await file('ambiguous');
      managers.add((await answer(filed.id, number)).manager);
    }
    expect(managers.size).toBe(2);
  });

  it('refuses what was not offered, names what was, and changes nothing', async () => {
    const filed = await file('ambiguous');
    const before = engine.store.sequence;
    await expect(answer(filed.id, 'banana')).rejects.toMatchObject({
      type: 'invalid-parameter',
      extra: { suggestions: filed.decision.choices?.map(({ id }) => id) },
    });
    expect(engine.store.sequence).toBe(before);
  });

  it('has nothing to ask where the answer is certain, nor twice', async () => {
    const certain = await file('decided');
    await expect(answer(certain.id, '1')).rejects.toMatchObject({
      type: 'nothing-asked',
    });
    const filed = await file('ambiguous');
    const answers = await Promise.allSettled(['1', '2'].map((number) => answer(filed.id, number)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await factsAbout(filed.id)).decisions).toHaveLength(1);
  });

  it('knows no report that was not filed', async () => {
    await expect(answer(`${BASE}/id/report/00000000-0000-4000-8000-000000000000`, '1')).rejects.toMatchObject(
      { type: 'not-found' },
    );
  });
});
