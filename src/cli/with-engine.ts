import { bucketOf } from '../config-attachments.js';
import type { Config } from '../config.js';
import type { Engine } from '../engine.js';
import { hintService } from './running-service.js';

/** How a command opens the data directory. */
export interface Opening {
  /** Whether it may begin one where there is none: those that load something; others are told of a path that is wrong. */
  readonly mayBegin?: boolean;
  /** What to say of a data directory that cannot be opened; that a running service may be asked where not given. */
  readonly hint?: (error: unknown) => never;
}

/**
 * No readers: nobody asks anything while a command works.
 * @throws DataDirectoryError where the directory holds no data yet, and the command begins none
 */
export async function openEngine(
  config: Config,
  { mayBegin = false, hint = hintService }: Opening = {},
): Promise<Engine> {
  const { baseUrl, dataDirectory: directory, memoryCeiling, followTargets } = config;
  const { unsafeOutgoingToPrivateAddresses: allowPrivate } = config;
  if (!mayBegin) {
    const { requireData } = await import('../store/embedded/data-directory.js');
    requireData(directory);
  }
  const { startEngine } = await import('../engine.js');
  return startEngine({
    baseUrl,
    directory,
    memoryCeiling,
    readers: 0,
    spare: false,
    bucket: bucketOf(config),
    following: { allow: followTargets, outgoing: { allowPrivate } },
  }).catch(hint);
}

/** Opens the engine for one command, and closes it. @throws as `openEngine` */
export async function withEngine<T>(
  config: Config,
  action: (engine: Engine) => Promise<T> | T,
  opening?: Opening,
): Promise<T> {
  const engine = await openEngine(config, opening);
  try {
    return await action(engine);
  } finally {
    await engine.close();
  }
}
