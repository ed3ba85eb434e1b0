import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTown, road, x, type Town } from './town.js';

describe('an organisation that takes over on a day to come', () => {
  let town: Town;
  let report = '';
  let now = new Date('2026-12-30T10:00:00Z');

  beforeEach(async () => {
    now = new Date('2026-12-30T10:00:00Z');
    town = await openTown(() => now);
    await town.load(
      'bodies',
      ':A a org:Organization ; skos:prefLabel "A"@nl . :B a org:Organization ; skos:prefLabel "B"@nl .',
    );
    await town.load('roads', road('north', 'A', 51.06));
    await town.load(
      'mergers',
      `:merger a org:ChangeEvent ; org:originalOrganization :A ; org:resultingOrganization :B ;
        prov:endedAtTime "2027-01-01"^^xsd:date .`,
    );
    report = await town.file(3.705, 51.06);
  });
  afterEach(() => town.close());

  async function waiting(): Promise<string[]> {
    await town.engine.redecide.settled();
    return town.engine.redecide.list().map((one) => one.report);
  }

  it('has its reports found on that day, also where no process ran as it began', async () => {
    expect(await waiting()).toEqual([]);
    now = new Date('2026-12-31T22:30:00Z');
    await town.restart();
    expect(await waiting()).toEqual([]);
    now = new Date('2026-12-31T23:30:00Z');
    await town.restart();
    expect(await waiting()).toEqual([report]);
    expect(town.engine.redecide.list()[0]).toMatchObject({ from: [x('A')], to: [x('B')] });
  });
});
