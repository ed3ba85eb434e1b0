import type { Logger } from 'pino';
import type { Config } from './config.js';
import type { EngineOptions } from './engine.js';
import type { Merge } from './following/index.js';
import type { Turns } from './reports/index.js';
import type { WatchedLoads } from './watched-loads.js';

/** How streams of others are followed, as the settings have it. */
export function followingOptions(
  { followTargets: allow, unsafeOutgoingToPrivateAddresses: allowPrivate }: Config,
  logger: Logger,
): NonNullable<EngineOptions['following']> {
  return {
    allow,
    outgoing: { allowPrivate },
    onProblem: (register, problem) => {
      logger.warn({ register, problem }, 'an event stream that is followed');
    },
  };
}

/** Merging that waits its turn behind other loads of the same register. */
export function mergeInTurn({ mergeThings }: Pick<WatchedLoads, 'mergeThings'>, turns: Turns): Merge {
  return (request) => turns.take(`register ${request.name}`, () => mergeThings(request));
}
