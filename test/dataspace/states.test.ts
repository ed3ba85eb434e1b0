import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReachable, stateAfter, type Move } from '#wegwijzer/dataspace/index.js';

const MOVES: Move[] = [
  'request',
  'offer',
  'accept',
  'agree',
  'verify',
  'finalize',
  'start',
  'suspend',
  'complete',
  'terminate',
];
const step = fc.tuple(fc.constantFrom('consumer', 'provider'), fc.constantFrom(...MOVES));

function walk(
  kind: 'negotiation' | 'transfer',
  steps: readonly (readonly ['consumer' | 'provider', Move])[],
): { state: string; taken: string[] } {
  let state: Parameters<typeof stateAfter>[1] = 'NOTHING';
  const taken: string[] = [];
  for (const [role, move] of steps) {
    const next = stateAfter(kind, state, role, move);
    if (next === undefined) continue;
    taken.push(`${role} ${move}`);
    state = next;
  }
  return { state, taken };
}

describe('the state machines', () => {
  it('finalise a negotiation only after the provider agreed and the consumer verified', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { state, taken } = walk('negotiation', steps);
        if (state !== 'FINALIZED') return;
        expect(taken.slice(-3)).toEqual(['provider agree', 'consumer verify', 'provider finalize']);
      }),
      { numRuns: 2000 },
    );
  });

  it('leave a negotiation that is over as it is, whatever comes', () => {
    for (const over of ['FINALIZED', 'TERMINATED'] as const)
      for (const move of MOVES)
        for (const role of ['consumer', 'provider'] as const)
          expect(stateAfter('negotiation', over, role, move)).toBeUndefined();
  });

  it('start a transfer first by the provider, and let both resume it', () => {
    expect(stateAfter('transfer', 'REQUESTED', 'consumer', 'start')).toBeUndefined();
    expect(stateAfter('transfer', 'REQUESTED', 'provider', 'start')).toBe('STARTED');
    expect(stateAfter('transfer', 'SUSPENDED', 'consumer', 'start')).toBe('STARTED');
    expect(stateAfter('transfer', 'SUSPENDED', 'provider', 'start')).toBe('STARTED');
    expect(stateAfter('transfer', 'SUSPENDED', 'provider', 'complete')).toBeUndefined();
  });

  it('refuse a second counter-offer while the first waits', () => {
    const { state } = walk('negotiation', [
      ['consumer', 'request'],
      ['provider', 'offer'],
      ['consumer', 'request'],
    ]);
    expect(state).toBe('REQUESTED');
    expect(stateAfter('negotiation', 'REQUESTED', 'consumer', 'request')).toBeUndefined();
  });

  it('tell a message that was taken before from one that was refused, by where the other side is', () => {
    expect(isReachable('negotiation', 'AGREED', 'VERIFIED')).toBe(true);
    expect(isReachable('negotiation', 'AGREED', 'TERMINATED')).toBe(true);
    expect(isReachable('negotiation', 'AGREED', 'OFFERED')).toBe(false);
    expect(isReachable('transfer', 'STARTED', 'STARTED')).toBe(true);
    expect(isReachable('transfer', 'COMPLETED', 'STARTED')).toBe(false);
  });
});
