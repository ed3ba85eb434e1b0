import { whyNotInForce, type ForceParts } from './agreements.js';
import { listProcesses, readProcess, type Process } from './process.js';
import type { Processes } from './processes.js';
import { isOver } from './states.js';

/** Milliseconds between two looks. Terms are about the time of day, which a timer for their end would miss when it is set. */
const INTERVAL = 1000;

/** Ends transfers that we provide as soon as their agreement is over, which tells the other side. */
export interface Expiry {
  changed(process: Process): void;
  /** Resolves when the look that is under way has ended. */
  close(): Promise<void>;
}

/** @param parts.onFailure told what went wrong; the same is tried again */
export function startExpiry(
  parts: ForceParts & {
    readonly processes: () => Processes;
    readonly onFailure: (error: unknown) => void;
  },
): Expiry {
  const running = new Set<string>();
  const changed = ({ kind, role, pid, state }: Process): void => {
    if (kind !== 'transfer' || role !== 'provider') return;
    if (isOver(kind, state)) running.delete(pid);
    else running.add(pid);
  };
  for (const transfer of listProcesses(parts.store, 'transfer')) changed(transfer);
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= endWhatIsOver(parts, running)
      .catch(parts.onFailure)
      .finally(() => {
        looking = undefined;
      });
  }, INTERVAL).unref();
  return {
    changed,
    close: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

async function endWhatIsOver(
  parts: ForceParts & { readonly processes: () => Processes },
  running: ReadonlySet<string>,
): Promise<void> {
  for (const pid of [...running]) {
    const transfer = readProcess(parts.store, 'transfer', pid);
    const reason = transfer && !isOver('transfer', transfer.state) && whyNotInForce(parts, transfer);
    if (typeof reason === 'string') await parts.processes().act('transfer', pid, 'terminate', { reason });
  }
}
