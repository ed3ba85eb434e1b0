import { expect, vi } from 'vitest';
import type { Answer, ManagedService } from './managed.js';
import { CITY, type Pair } from './pair.js';

/** Data that the consumer may fetch. */
export interface Access {
  readonly endpoint: string;
  readonly authorization: string;
}

/** Asks until an address of the management answers with a state. @param patience milliseconds */
export function inState(
  service: Pick<ManagedService, 'ask'>,
  path: string,
  state: string,
  patience = 20_000,
): Promise<Answer> {
  return vi.waitFor(
    async () => {
      const answer = await service.ask('GET', path);
      expect(answer.body).toMatchObject({ state });
      return answer;
    },
    { timeout: patience, interval: 100 },
  );
}

/** Has the provider offer something and the consumer agree to it. @returns the id of the agreement */
export async function agreedOn(
  { city, utility }: { readonly [Side in keyof Pair]: Pick<ManagedService, 'ask'> },
  name: string,
  offer: { readonly source: string; readonly terms?: object },
): Promise<string> {
  const title = { nl: name, en: name };
  const put = await city.ask('PUT', `/dataspace/offers/${name}`, { title, ...offer });
  expect(put.body).toMatchObject({ name });
  const request = { participant: CITY, dataset: put.body.dataset };
  const begun = await utility.ask('POST', '/dataspace/negotiations', request);
  expect(begun.status).toBe(201);
  const path = `/dataspace/negotiations/${String(begun.body.pid)}`;
  return String((await inState(utility, path, 'FINALIZED')).body.agreement);
}

/** Begins a transfer under an agreement and waits until it runs. @returns its address in the management */
export async function transferring(
  { utility }: { readonly utility: Pick<ManagedService, 'ask'> },
  agreement: string,
): Promise<string> {
  const asked = await utility.ask('POST', '/dataspace/transfers', { agreement });
  expect(asked.status).toBe(201);
  const path = `/dataspace/transfers/${String(asked.body.pid)}`;
  await inState(utility, path, 'STARTED');
  return path;
}

/** What a running transfer gives the consumer. */
export async function accessOf(
  { utility }: { readonly utility: Pick<ManagedService, 'ask'> },
  transfer: string,
): Promise<Access> {
  const { status, body } = await utility.ask('GET', `${transfer}/address`);
  expect(status).toBe(200);
  return { endpoint: String(body.endpoint), authorization: String(body.authorization) };
}
