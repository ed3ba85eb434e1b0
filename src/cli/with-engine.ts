import { bucketOf } from '../config-attachments.js';
import type { Config } from '../config.js';
import type { Engine } from '../engine.js';
import { hintService } from './running-service.js';

/**
 * No readers: nobody asks anything while a command works.
 * @param hint what to say of a data directory that cannot be opened; that a running service may be asked where not given
 */
export async function openEngine(
  config: Config,
  hint: (error: unknown) => never = hintService,
): Promise<Engine> {
  const { baseUrl, dataDirectory: directory, memoryCeiling, followTargets } = config;
  const { unsafeOutgoingToPrivateAddresses: allowPrivate } = config;
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

/** Opens the engine for one command, and closes it. @param hint as for `openEngine` */
export async function withEngine<T>(
  config: Config,
  action: (engine: Engine) => Promise<T> | T,
  hint?: (error: unknown) => never,
): Promise<T> {
  const engine = await openEngine(config, hint);
  try {
    return await action(engine);
  } finally {
    await engine.close();
  }
}
