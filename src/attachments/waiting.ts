import { ProblemError } from '../problem.js';

const MIB = 1024 ** 2;
/** Bytes of files that no report names yet: of all together, and of one who shows no key. */
export const WAITING_LIMITS: WaitingLimits = { all: 2048 * MIB, ofStranger: 128 * MIB };
/** Bytes that a file counts for at least: its record and its place on disk are not for nothing. */
const LEAST = 16 * 1024;
/** Seconds after which it may be tried again: files wait until a report names them, at most a day. */
const RETRY_AFTER = 600;

/** How much may wait for a report. */
export interface WaitingLimits {
  readonly all: number;
  readonly ofStranger: number;
}

/** Files that no report names yet. They are counted since the service started. */
export interface Waiting {
  /**
   * @param stranger whom files count for that come without a key
   * @throws ProblemError `too-many-requests`, `uploads-full` where as much waits as may
   */
  check(stranger: string | undefined): void;
  add(id: string, size: number, stranger: string | undefined): void;
  /** A file waits no more: a report names it, or it is erased. */
  remove(id: string): void;
}

/** Keeps count of files that wait for a report, so that nobody fills the disk with files of no report. */
export function createWaiting({ all, ofStranger }: WaitingLimits): Waiting {
  const files = new Map<string, { readonly size: number; readonly stranger: string | undefined }>();
  const ofStrangers = new Map<string, number>();
  let total = 0;
  const count = (size: number, stranger: string | undefined): void => {
    total += size;
    if (stranger === undefined) return;
    const own = (ofStrangers.get(stranger) ?? 0) + size;
    if (own > 0) ofStrangers.set(stranger, own);
    else ofStrangers.delete(stranger);
  };
  return {
    check: (stranger) => {
      if (stranger !== undefined && (ofStrangers.get(stranger) ?? 0) >= ofStranger)
        throw new ProblemError(
          'too-many-requests',
          `${String(ofStranger / MIB)} MiB of files that you sent wait for a report. Send the reports that name them, or files and report in one form.`,
          { waitingBytes: ofStranger, retryAfterSeconds: RETRY_AFTER },
        );
      if (total >= all)
        throw new ProblemError(
          'uploads-full',
          'As many files wait for a report as may. Send files and report in one form, or try again later.',
          { retryAfterSeconds: RETRY_AFTER },
        );
    },
    add: (id, size, stranger) => {
      const counted = Math.max(size, LEAST);
      files.set(id, { size: counted, stranger });
      count(counted, stranger);
    },
    remove: (id) => {
      const file = files.get(id);
      if (!file) return;
      files.delete(id);
      count(-file.size, file.stranger);
    },
  };
}
