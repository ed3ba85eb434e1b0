import { ProblemError } from '../problem.js';
import { addressProperty } from './data-address.js';
import { readProcess, type ProcessStore, type Transfer } from './process.js';
import type { Processes } from './processes.js';
import type { Watch } from './watch.js';

/** Milliseconds in which the provider must have given a new token. */
const PATIENCE = 60_000;

/** Where the data of a transfer is fetched, and with what. */
export interface DataAccess {
  readonly url: string;
  /** Sent as `Authorization`; none where the address needs none. */
  readonly token?: string | undefined;
}

/** The consumer's way to data of running transfers. */
export interface TransferAccess {
  /** @throws ProblemError `not-found`, `agreement-not-in-force` where the transfer does not run */
  current(pid: string): DataAccess;
  /** Has the provider give a new token, by suspending the transfer and resuming it. @throws ProblemError as `current` */
  renew(pid: string): Promise<DataAccess>;
}

export function createTransferAccess(parts: {
  readonly store: ProcessStore;
  readonly processes: Processes;
  readonly watch: Watch;
}): TransferAccess {
  const renewing = new Map<string, Promise<DataAccess>>();
  const current = (pid: string): DataAccess => accessOf(running(parts.store, pid));
  return {
    current,
    renew: (pid) => {
      const already = renewing.get(pid);
      if (already) return already;
      const work = renewed(parts, pid)
        .then(() => current(pid))
        .finally(() => renewing.delete(pid));
      renewing.set(pid, work);
      return work;
    },
  };
}

async function renewed(
  { store, processes, watch }: Parameters<typeof createTransferAccess>[0],
  pid: string,
): Promise<void> {
  const { token } = accessOf(running(store, pid));
  await watch.until('transfer', pid, isSaid, PATIENCE);
  await processes.act('transfer', pid, 'suspend', { reason: 'A new token is needed.' });
  await watch.until('transfer', pid, isSaid, PATIENCE);
  await processes.act('transfer', pid, 'start');
  const isRenewed = (transfer: Transfer): boolean =>
    transfer.state !== 'STARTED' || transfer.fault !== undefined || accessOf(transfer).token !== token;
  await watch.until('transfer', pid, (one) => one.kind === 'transfer' && isRenewed(one), PATIENCE);
}

/** Whether the other side knows of all that we did. */
export function isSaid({ outgoing }: { readonly outgoing?: unknown }): boolean {
  return outgoing === undefined;
}

function running(store: ProcessStore, pid: string): Transfer {
  const transfer = readProcess(store, 'transfer', pid);
  if (transfer?.role !== 'consumer')
    throw new ProblemError(
      'not-found',
      `There is no transfer "${pid.slice(0, 100)}" in which we are the consumer.`,
    );
  if (transfer.state === 'STARTED' && transfer.dataAddress) return transfer;
  throw new ProblemError('agreement-not-in-force', `The transfer is ${transfer.state}.`);
}

function accessOf({ dataAddress }: Transfer): DataAccess {
  if (!dataAddress) return { url: '' };
  const url = dataAddress.endpoint ?? addressProperty(dataAddress, 'endpoint') ?? '';
  return { url, token: addressProperty(dataAddress, 'authorization') };
}
