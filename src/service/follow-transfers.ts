import type { Dataspace, Process, TransferAccess } from '../dataspace/index.js';
import type { Credentials, Follow, Following } from '../following/index.js';

/** A transfer whose stream is followed. */
interface Followed {
  readonly pid: string;
  readonly url: string;
  readonly follow: Follow;
  /** Whether the transfer was suspended since. */
  isHeld: boolean;
}

/**
 * Follows the streams of others that we have under agreement into registers, as long as their transfers run.
 * @returns what is told of each change of a process
 */
export function followTransfers(
  dataspace: Pick<Dataspace, 'access' | 'list'>,
  following: Pick<Following, 'follow'>,
  onProblem: (error: unknown) => void,
): (process: Process) => void {
  const followed = new Map<string, Followed>();
  const end = async (name: string): Promise<void> => {
    const known = followed.get(name);
    followed.delete(name);
    await known?.follow.stop();
  };
  const look = async (process: Process): Promise<void> => {
    if (process.kind !== 'transfer' || process.role !== 'consumer' || process.register === undefined) return;
    const { pid, state, register: name } = process;
    const known = followed.get(name);
    if (state === 'STARTED' && process.dataAddress) {
      const { url } = dataspace.access.current(pid);
      if (known?.pid !== pid || known.url !== url) {
        await end(name);
        const credentials = credentialsOf(dataspace.access, pid);
        followed.set(name, { pid, url, follow: following.follow({ name, url, credentials }), isHeld: false });
      } else if (known.isHeld) {
        known.isHeld = false;
        // It failed meanwhile, and waits longer each time.
        known.follow.poke();
      }
    } else if (known?.pid === pid) {
      if (state === 'TERMINATED' || state === 'COMPLETED') await end(name);
      else known.isHeld = true;
    }
  };
  let last = Promise.resolve();
  // One after the other, since to stop takes a while in which the next change may come.
  const changed = (process: Process): void => {
    last = last.then(() => look(process)).catch(onProblem);
  };
  for (const transfer of dataspace.list('transfer')) changed(transfer);
  return changed;
}

/** The token of a transfer, and a new one where it is refused. */
function credentialsOf(access: TransferAccess, pid: string): Credentials {
  return async (renew) => {
    const { token } = renew ? await access.renew(pid) : access.current(pid);
    return token === undefined ? {} : { authorization: token };
  };
}
