import { bucketOf } from '../config-attachments.js';
import type { Config } from '../config.js';
import type { EngineOptions } from '../engine.js';
import { followingOptions } from '../open-following.js';
import { logWorkerEvent } from './logger.js';
import { noticeMeans } from './notice-means.js';
import type { Parts } from './parts.js';

const HOUR = 3_600_000;

/** The settings as the engine takes them. */
export function engineOptions(
  config: Config,
  parts: Pick<Parts, 'logger' | 'now'> & { readonly newId?: () => string },
): EngineOptions {
  const { logger, now } = parts;
  return {
    baseUrl: config.baseUrl,
    directory: config.dataDirectory,
    readers: config.readers,
    spare: config.spare,
    memoryCeiling: config.memoryCeiling,
    queryMemory: config.queryMemory,
    idempotencyLifetime: config.idempotencyHours * HOUR,
    registerMaxAgeDays: config.registerMaxAgeDays,
    onEvent: (event) => {
      logWorkerEvent(logger, event);
    },
    onExpired: (due) => {
      logger.info(due, 'personal data erased: kept as long as it may be');
    },
    mostRefusals: config.mostRefusals,
    archiveAfterDays: config.archiveAfterDays,
    onArchived: (reports) => {
      logger.info({ reports }, 'closed reports archived: queries no longer see them');
    },
    onStreamFailure: (error) => {
      logger.error({ fault: String(error) }, 'the event streams could not be brought up to date');
    },
    notices: noticeMeans(config),
    bucket: bucketOf(config),
    streamRetentionDays: config.streamRetentionDays,
    following: followingOptions(config, logger),
    now,
    ...(parts.newId ? { newId: parts.newId } : {}),
  };
}
