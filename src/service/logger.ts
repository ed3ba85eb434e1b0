import { type Logger, destination, pino } from 'pino';
import type { Config } from '../config.js';
import { isOpenToOthers } from '../store/embedded/data-directory.js';
import type { WorkerEvent } from '../store/embedded/graph-workers.js';

/** Characters of lines that are written together, and milliseconds that they wait for that at most. */
const TOGETHER = 4096;
const LONGEST_WAIT = 100;
/** Bytes of lines that wait while none can be written; those beyond are lost. */
const MOST_WAITING = 1024 ** 2;

/**
 * JSON lines on standard error, so that standard output stays free for what a person asked for. To write each by itself
 * takes a tenth of what a look-up does. What waits is written when the process ends, unless it is killed. Where standard error
 * cannot be written, as on a full disk, the service goes on without its log: the lines wait for room, the newest are lost.
 */
export function createLogger(config: Config): Logger {
  const lines = destination({
    ...{ fd: 2, sync: false, minLength: TOGETHER, periodicFlush: LONGEST_WAIT, maxLength: MOST_WAITING },
  });
  let isFailing = false;
  // Pino itself looks after a closed pipe alone, and any other error that nobody hears ends the process.
  lines.on('error', () => (isFailing = true)).on('write', () => (isFailing = false));
  const flushSync = lines.flushSync.bind(lines);
  // At the end of the process this would try for ever.
  lines.flushSync = () => {
    if (!isFailing) flushSync();
  };
  return pino({ level: config.logLevel, base: null }, lines);
}

/** Warns where other users of the machine get at what is kept, as in directories of earlier versions. */
export function warnOfReaders(logger: Logger, directory: string): void {
  if (isOpenToOthers(directory))
    logger.warn(
      { directory },
      'other users of this machine can read the data directory, which holds addresses and tokens: chmod -R go= DIR',
    );
}

/** Notes what happens among the graph workers, as loud as it is grave. */
export function logWorkerEvent(logger: Logger, event: WorkerEvent): void {
  if (event.kind === 'memory-alarm') logger.error(event, 'a graph worker nears its memory ceiling');
  else if (event.kind === 'lost') logger.warn(event, 'a graph worker was lost');
  else logger.debug(event, 'a graph worker was renewed');
}
