import { expect, it } from 'vitest';
import type { Policy } from '#wegwijzer/dataspace/policy-schema.js';
import { whyNotPermitted } from '#wegwijzer/dataspace/policy.js';
import { isSamePolicy } from '#wegwijzer/dataspace/same-policy.js';

const year = { leftOperand: 'elapsedTime', operator: 'lteq', rightOperand: 'P1Y' } as const;
const purpose = { leftOperand: 'purpose', operator: 'eq', rightOperand: 'urn:maintenance' } as const;

function permission(rule: object): Policy {
  return { permission: [{ action: 'use', ...rule }] };
}

it('takes no terms for the same that say more, or something else', () => {
  const offered = permission({ constraint: [year] });
  const count = (rightOperand: unknown): Policy =>
    permission({ constraint: [{ leftOperand: 'count', operator: 'lteq', rightOperand }] });
  const others: [Policy, Policy][] = [
    [offered, permission({ constraint: [year], duty: [{ action: 'compensate' }] })],
    [offered, permission({ constraint: [year], assignee: 'urn:another' })],
    [offered, permission({ constraint: [{ ...year, unit: 'urn:hour' }] })],
    [offered, permission({ constraint: [year], action: 'sell' })],
    [offered, { ...offered, conflict: 'perm' } as Policy],
    [offered, { ...offered, profile: 'urn:profile' }],
    [
      { ...offered, prohibition: [{ action: 'distribute' }] },
      { ...offered, prohibition: [{ action: 'distribute', remedy: [{ action: 'delete' }] }] },
    ],
    [count({ '@value': 5 }), count({ '@value': 500 })],
    [count({ '@value': true }), count({ '@value': false })],
    [count({ '@list': ['a'] }), count({ '@list': ['b'] })],
  ];
  for (const [a, b] of others) {
    expect(isSamePolicy(a, b)).toBe(false);
    expect(isSamePolicy(b, b)).toBe(true);
  }
});

it('takes terms for the same however they are written, named and ordered', () => {
  const offered = permission({ constraint: [year, purpose] });
  const written = {
    '@id': 'urn:agreement',
    '@type': 'Agreement',
    target: 'urn:dataset',
    assigner: 'urn:a',
    assignee: 'urn:b',
    timestamp: '2026-01-01T00:00:00Z',
    permission: [
      {
        constraint: [
          { '@type': 'Constraint', ...purpose, rightOperand: { '@id': 'urn:maintenance' } },
          {
            rightOperand: { '@value': 'P1Y', '@type': 'xsd:duration' },
            operator: 'lteq',
            leftOperand: 'http://www.w3.org/ns/odrl/2/elapsedTime',
          },
        ],
        target: 'urn:dataset',
        action: 'odrl:use',
      },
    ],
    prohibition: [],
  } as unknown as Policy;
  expect(isSamePolicy(offered, written)).toBe(true);
});

it.each([
  ['2026-01-31T12:00:00Z', 'P1M', '2026-02-28T12:00:00Z'],
  ['2027-12-31T12:00:00Z', 'P2M', '2028-02-29T12:00:00Z'],
  ['2028-02-29T12:00:00Z', 'P1Y', '2029-02-28T12:00:00Z'],
  ['2026-03-31T12:00:00Z', 'P1M1D', '2026-05-01T12:00:00Z'],
  ['2026-01-15T12:00:00Z', 'P1M', '2026-02-15T12:00:00Z'],
])('permits from %s for %s until %s, as XML Schema adds durations', (from, rightOperand, until) => {
  const terms = permission({ constraint: [{ ...year, rightOperand }] });
  const participant = { id: 'did:web:a', address: 'https://a.example', purposes: [] } as never;
  const at = (milliseconds: number): string | undefined =>
    whyNotPermitted(terms, { participant, since: new Date(from), now: new Date(milliseconds) });
  expect(at(Date.parse(until))).toBeUndefined();
  expect(at(Date.parse(until) + 1)).toContain('is over');
});

it('permits nothing by a comparison with what it cannot read', () => {
  const participant = { id: 'did:web:a', address: 'https://a.example', purposes: [] } as never;
  const since = new Date('2026-01-01T00:00:00Z');
  const among = (rightOperand: object): string | undefined =>
    whyNotPermitted(
      permission({ constraint: [{ leftOperand: 'recipient', operator: 'neq', rightOperand }] }),
      {
        participant,
        since,
        now: since,
      },
    );
  expect(among({ '@list': ['did:web:a'] })).toContain('cannot be read');
  expect(among(['did:web:b', { '@list': [] }])).toContain('cannot be read');
  expect(among(['did:web:b', { '@value': 5 }])).toBeUndefined();
});
