import type { Config } from '../config.js';
import type { Engine } from '../engine.js';
import { hintService } from './running-service.js';

/** No readers: nobody asks anything while a command works. */
export async function openEngine({
  baseUrl,
  dataDirectory: directory,
  memoryCeiling,
  followTargets,
  unsafeOutgoingToPrivateAddresses: allowPrivate,
}: Config): Promise<Engine> {
  const { startEngine } = await import('../engine.js');
  return startEngine({
    baseUrl,
    directory,
    memoryCeiling,
    readers: 0,
    spare: false,
    following: { allow: followTargets, outgoing: { allowPrivate } },
  }).catch(hintService);
}

/** Opens the engine for one command, and closes it. */
export async function withEngine<T>(config: Config, action: (engine: Engine) => Promise<T> | T): Promise<T> {
  const engine = await openEngine(config);
  try {
    return await action(engine);
  } finally {
    await engine.close();
  }
}
