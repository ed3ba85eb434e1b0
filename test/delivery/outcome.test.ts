import { expect, it } from 'vitest';
import { outcomeOfStatus } from '#wegwijzer/delivery/sending/outcome.js';

it.each([
  [302, true],
  [404, true],
  [429, false],
  [500, false],
  [503, false],
])('takes an answer with %i as one about the address alone: %s', (status, alone) => {
  const response = new Response(null, { status, headers: { 'retry-after': '60' } });
  expect(outcomeOfStatus(response, new Date())).toMatchObject({ kind: 'again', alone });
});
