import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '#wegwijzer/engine.js';
import { BASE, demoScenarios, freshEngine } from '../support/engine.js';

const AGENT = 'https://example.org/id/agent/reporter';

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

describe('answering the question of a decision', () => {
  it('decides again about the same report, and the old decision stays as what the new one revises', async () => {
    const filed = await file('ambiguous');
    const [choice] = filed.decision.choices ?? [];
    const { iri, decision } = await engine.answers.answer(filed.id, choice?.id ?? '', AGENT);
    expect(decision.outcome).toBe('decided');
    expect(await factsAbout(filed.id)).toEqual({
      decisions: [iri],
      managers: [decision.responsible?.iri],
    });
    const rows = await engine.store.select(
      `SELECT ?old ?choice WHERE { <${iri}> <http://www.w3.org/ns/prov#wasRevisionOf> ?old ; <https://w3id.org/wegwijzer#chosen> ?choice . ?old a <https://w3id.org/wegwijzer#Decision> }`,
    );
    expect(rows.map(({ old, choice: made }) => [old?.value, made?.value])).toEqual([
      [filed.decision.id, choice?.id],
    ]);
  });

  it('takes the number of a choice as well, and each choice leads elsewhere', async () => {
    const managers = new Set<string | undefined>();
    for (const number of ['1', '2']) {
      const filed = await file('ambiguous');
      managers.add((await engine.answers.answer(filed.id, number, AGENT)).decision.responsible?.iri);
    }
    expect(managers.size).toBe(2);
  });

  it('refuses what was not offered, names what was, and changes nothing', async () => {
    const filed = await file('ambiguous');
    const before = engine.store.sequence;
    await expect(engine.answers.answer(filed.id, 'banana', AGENT)).rejects.toMatchObject({
      type: 'invalid-parameter',
      extra: { suggestions: filed.decision.choices?.map(({ id }) => id) },
    });
    expect(engine.store.sequence).toBe(before);
  });

  it('has nothing to ask where the answer is certain, nor twice', async () => {
    const certain = await file('decided');
    await expect(engine.answers.answer(certain.id, '1', AGENT)).rejects.toMatchObject({
      type: 'nothing-asked',
    });
    const filed = await file('ambiguous');
    const answers = await Promise.allSettled(
      ['1', '2'].map((number) => engine.answers.answer(filed.id, number, AGENT)),
    );
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await factsAbout(filed.id)).decisions).toHaveLength(1);
  });

  it('knows no report that was not filed', async () => {
    await expect(
      engine.answers.answer(`${BASE}/id/report/00000000-0000-4000-8000-000000000000`, '1', AGENT),
    ).rejects.toMatchObject({ type: 'not-found' });
  });
});
