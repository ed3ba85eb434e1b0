import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  AUTHORISATIONS,
  isAuthorised,
  ROLES,
  type Action,
  type Client,
  type Holder,
  type Owner,
} from '#wegwijzer/access/index.js';

const ME = 'https://example.org/id/agent/me';
const OURS = 'https://example.org/id/organisation/ours';
const THEIRS = 'https://example.org/id/organisation/theirs';
const HERE = 'https://example.org/id/area/here';
const THERE = 'https://example.org/id/area/there';
const MINE = 'https://example.org/id/report/mine';
const OTHER = 'https://example.org/id/report/other';

const HOLDERS: readonly Holder[] = [...ROLES, 'anonymous', 'follower'];
const SWITCHES = [
  { anonymousFile: true, anonymousRead: true },
  { anonymousFile: true, anonymousRead: false },
  { anonymousFile: false, anonymousRead: true },
  { anonymousFile: false, anonymousRead: false },
];

/** Everything that something may belong to, right and wrong, alone and together. */
const OWNERS: readonly Owner[] = [undefined, OURS, THEIRS, [THEIRS, OURS]].flatMap((organisation) =>
  [undefined, HERE, THERE].flatMap((area) =>
    [undefined, ME, 'https://example.org/id/agent/other'].flatMap((channel) =>
      [undefined, MINE, OTHER].map((report) => ({ organisation, area, channel, report })),
    ),
  ),
);

function clientOf(holder: Holder): Client {
  const base = { id: ME, name: holder, anonymous: holder === 'anonymous', roles: new Set<never>() };
  if (holder === 'anonymous') return base;
  if (holder === 'follower') return { ...base, follows: MINE };
  return { ...base, roles: new Set([holder]), organisation: OURS, areas: [HERE] };
}

/** What the words of the table mean, said once more and differently. */
function expected(
  holder: Holder,
  action: Action,
  owner: Owner,
  switches: (typeof SWITCHES)[number],
): boolean {
  const row: Partial<Record<Holder, string | undefined>> = AUTHORISATIONS[action];
  const words = holder === 'follower' ? [row.follower, row.anonymous] : [row[holder]];
  return words.some((word) => means(word, holder, action, owner, switches));
}

function means(
  word: string | undefined,
  holder: Holder,
  action: Action,
  owner: Owner,
  switches: (typeof SWITCHES)[number],
): boolean {
  switch (word) {
    case undefined:
      return false;
    case 'any':
      return true;
    case 'switch':
      return switches[action === 'report.file' ? 'anonymousFile' : 'anonymousRead'];
    case 'area':
      return owner.area === HERE;
    case 'own':
      if (holder === 'follower') return owner.report === MINE;
      if (holder === 'reporter') return owner.channel === ME;
      return String(owner.organisation).includes(OURS);
    default:
      throw new Error('The table has a word that has no meaning.');
  }
}

/** The table as people read and approve it: rows of `docs/access.md`. */
function documentedTable(): Record<string, Record<string, string>> {
  const page = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8');
  const [heading = [], ...rows] = page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, first = '']) => first === 'action' || /^`[a-z-]+\.[a-z-]+`$/.test(first));
  const rights = (row: string[]): [string, string][] =>
    row.flatMap((cell, at) => (at > 1 && cell !== '' ? [[heading[at] ?? '', cell] as [string, string]] : []));
  return Object.fromEntries(
    rows.map((row) => [row[1]?.replaceAll('`', '') ?? '', Object.fromEntries(rights(row))]),
  );
}

describe('the table of authorisations', () => {
  it('is the one in the documentation, row by row', () => {
    expect(JSON.parse(JSON.stringify(AUTHORISATIONS))).toEqual(documentedTable());
  });

  it.each(Object.keys(AUTHORISATIONS) as Action[])(
    'holds for %s: every role, every ownership, every switch',
    (action) => {
      for (const holder of HOLDERS)
        for (const owner of OWNERS)
          for (const switches of SWITCHES)
            expect(
              isAuthorised(clientOf(holder), action, owner, switches),
              `${holder} ${JSON.stringify(owner)} ${JSON.stringify(switches)}`,
            ).toBe(expected(holder, action, owner, switches));
    },
  );

  it('lets an auditor change nothing', () => {
    const allowed = Object.entries(AUTHORISATIONS)
      .filter(([, rights]) => (rights as Record<string, string | undefined>).auditor !== undefined)
      .map(([action]) => action);
    for (const action of allowed)
      expect(
        ['whatif.run', 'redecide.list', 'decision.replay'].includes(action) || action.endsWith('.read'),
        action,
      ).toBe(true);
  });

  it('gives a client with several roles what any of them may, and one without a role what everyone may', () => {
    const both: Client = { ...clientOf('auditor'), roles: new Set(['auditor', 'steward']) };
    const none: Client = { ...clientOf('auditor'), roles: new Set() };
    expect(isAuthorised(both, 'audit.read', {}, SWITCHES[0] as never)).toBe(true);
    expect(isAuthorised(both, 'graph.write', {}, SWITCHES[0] as never)).toBe(true);
    for (const action of Object.keys(AUTHORISATIONS) as Action[])
      for (const switches of SWITCHES)
        expect(isAuthorised(none, action, {}, switches), action).toBe(
          isAuthorised(clientOf('anonymous'), action, {}, switches),
        );
  });
});
