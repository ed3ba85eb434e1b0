import type { Dataspace, Process, TransferAccess } from '../dataspace/index.js';
import type { Credentials, Follow, Following } from '../following/index.js';

/**
 * Follows the streams of others that we have under agreement into registers, as long as their transfers run.
 * @returns what is told of each change of a process
 */
export function followTransfers(
  dataspace: Pick<Dataspace, 'access' | 'list'>,
  following: Pick<Following, 'follow'>,
  onProblem: (error: unknown) => void,
): (process: Process) => void {
  const followed = new Map<string, { readonly pid: string; readonly follow: Follow }>();
  const look = async (process: Process): Promise<void> => {
    if (process.kind !== 'transfer' || process.role !== 'consumer' || process.register === undefined) return;
    const { pid, state, register: name } = process;
    const known = followed.get(name);
    if (state === 'STARTED' && process.dataAddress && known?.pid !== pid) {
      followed.delete(name);
      await known?.follow.stop();
      const { url } = dataspace.access.current(pid);
      const credentials = credentialsOf(dataspace.access, pid);
      followed.set(name, { pid, follow: following.follow({ name, url, credentials }) });
    }
    if (known?.pid !== pid || (state !== 'TERMINATED' && state !== 'COMPLETED')) return;
    followed.delete(name);
    await known.follow.stop();
  };
  const changed = (process: Process): void => {
    look(process).catch(onProblem);
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
