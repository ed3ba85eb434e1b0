import type { Behaviour, Move, Process } from '#wegwijzer/dataspace/index.js';

/**
 * What we do in the tests of the compatibility kit, by dataset or agreement. `request>offer accept>agree`: after the other
 * side's request we offer, and after its acceptance we agree. Only our own moves count; what is not here waits.
 */
const SCRIPTS: Readonly<Record<string, string>> = {
  // Negotiations in which we are the provider.
  ACN0101: 'request>offer',
  ACN0102: 'request>offer request>terminate',
  ACN0103: 'request>offer accept>agree verify>finalize',
  ACN0104: 'request>agree verify>finalize',
  ACN0201: 'request>terminate',
  ACN0203: 'request>agree',
  ACN0204: 'request>offer',
  ACN0205: 'request>offer offer>terminate',
  ACN0206: 'request>offer accept>terminate',
  ACN0207: 'request>agree verify>terminate',
  ACN0301: 'request>agree verify>finalize',
  ACN0302: 'request>offer',
  ACN0303: 'request>offer',
  ACN0304: 'request>offer',

  // Negotiations in which we are the consumer.
  ACNC0101: 'offer>accept agree>verify',
  ACNC0102: 'offer>request',
  ACNC0103: 'offer>terminate',
  ACNC0104: 'agree>verify',
  ACNC0202: 'request>terminate',
  ACNC0203: 'agree>terminate',
  ACNC0205: 'offer>accept',
  ACNC0206: 'agree>verify',
  ACNC0304: 'offer>accept',
  ACNC0305: 'offer>accept',
  ACNC0306: 'offer>accept',

  // Transfers in which we are the provider.
  ATP0101: 'request>start start>terminate',
  ATP0102: 'request>start start>complete',
  ATP0103: 'request>start start>suspend suspend>terminate',
  ATP0104: 'request>start start>suspend suspend>start start>complete',
  ATP0105: 'request>terminate',
  ATP0201: 'request>start',
  ATP0202: 'request>start',
  ATP0203: 'request>start',
  ATP0204: 'request>start',
  ATP0303: 'request>start',
  ATP0304: 'request>start',
  ATP0305: 'request>start',
  ATP0306: 'request>start',

  // Transfers in which we are the consumer.
  ATPC0201: 'start>terminate',
  ATPC0202: 'start>complete',
  ATPC0203: 'start>suspend suspend>terminate',
  ATPC0204: 'start>suspend suspend>start start>complete',
  ATPC0205: 'request>terminate',
};

/** Milliseconds between two messages: the kit stores what it got some time after it answered. */
const PAUSE = 300;

/** Goes by the scripts. */
export const scriptedBehaviour: Behaviour = {
  pause: PAUSE,
  next: (process) => {
    const script = SCRIPTS[idOf(process)]?.split(' ') ?? [];
    const opening = process.role === 'consumer' ? 1 : 0;
    const ours = process.steps.filter(({ role }) => role === process.role).length - opening;
    const [after, move] = (script[ours] ?? '').split('>');
    return after === process.steps.at(-1)?.move ? { move: move as Move } : undefined;
  },
};

function idOf(process: Process): string {
  return process.kind === 'negotiation' ? process.dataset : process.agreement;
}

/** The datasets, each with one offer to everybody. */
export function scriptedDatasets(): string[] {
  return [
    ...Object.keys(SCRIPTS).filter((id) => id.startsWith('ACN0')),
    'ACN0202',
    'CAT0101',
    'CAT0102',
    'ATP0101',
  ];
}

/** Agreements that were made before, by the side that we are on. */
export function scriptedAgreements(): { readonly id: string; readonly role: 'consumer' | 'provider' }[] {
  const numbers = [101, 102, 103, 104, 105, 201, 202, 203, 204, 205, 301, 302, 303, 304, 305, 306];
  return numbers.flatMap((number) => [
    { id: `ATP0${String(number)}`, role: 'provider' as const },
    { id: `ATPC0${String(number)}`, role: 'consumer' as const },
  ]);
}
