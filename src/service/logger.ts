import { type Logger, destination, pino } from 'pino';
import type { Config } from '../config.js';
import type { WorkerEvent } from '../store/embedded/graph-workers.js';

/** JSON lines on standard error, so that standard output stays free for what a person asked for. */
export function createLogger(config: Config): Logger {
  return pino({ level: config.logLevel, base: null }, destination(2));
}

/** Notes what happens among the graph workers, as loud as it is grave. */
export function logWorkerEvent(logger: Logger, event: WorkerEvent): void {
  if (event.kind === 'memory-alarm') logger.error(event, 'a graph worker nears its memory ceiling');
  else if (event.kind === 'lost') logger.warn(event, 'a graph worker was lost');
  else logger.debug(event, 'a graph worker was renewed');
}
