import {
  createKey,
  listKeys,
  revokeKey,
  type ApiKey,
  type KeyRequest,
  type NewKey,
} from '../access/index.js';
import type { Config } from '../config.js';
import { askService, type AskService } from './ask-service.js';
import type { Opening } from './with-engine.js';

/** Where keys are administered: in a data directory, or through a running service. */
export interface Keyring {
  create(request: KeyRequest): Promise<NewKey>;
  list(): Promise<readonly ApiKey[]>;
  revoke(id: string): Promise<ApiKey>;
  close(): Promise<void>;
}

/**
 * @param where.url a running service; the data directory is opened where it is not given
 * @param where.keyFile file with the key of an administrator
 * @param opening whether a data directory may be begun: the first key is made before the service starts
 * @throws ConfigError, DirectoryInUseError, DataDirectoryError
 */
export async function openKeyring(
  config: Config,
  where: { readonly url?: string | undefined; readonly keyFile?: string | undefined },
  { mayBegin = false }: Pick<Opening, 'mayBegin'> = {},
): Promise<Keyring> {
  if (where.url === undefined) return openDirectory(config, mayBegin);
  const { url, keyFile } = where;
  return remoteKeyring(askService({ url, keyFile }, 'an administrator'));
}

async function openDirectory({ dataDirectory, baseUrl }: Config, mayBegin: boolean): Promise<Keyring> {
  if (!mayBegin) {
    const { requireData } = await import('../store/embedded/data-directory.js');
    requireData(dataDirectory);
  }
  const { openRecordDirectory } = await import('../store/embedded/record-directory.js');
  const store = await openRecordDirectory(dataDirectory).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'DirectoryInUseError')
      throw new Error(`${error.message} Or ask the running service: --url and --key-file.`, { cause: error });
    throw error;
  });
  const change = (): { agent: string; now: Date } => ({
    agent: `${baseUrl}/id/agent/command-line`,
    now: new Date(),
  });
  return {
    create: (request) => createKey(store, request, change()),
    list: () => Promise.resolve(listKeys(store)),
    revoke: (id) => revokeKey(store, id, change()),
    close: () => store.close(),
  };
}

function remoteKeyring(ask: AskService): Keyring {
  return {
    create: (request) => ask<NewKey>('POST', '/keys', request),
    list: async () => (await ask<{ keys: ApiKey[] }>('GET', '/keys')).keys,
    revoke: (id) => ask<ApiKey>('DELETE', `/keys/${encodeURIComponent(id)}`),
    close: () => Promise.resolve(),
  };
}
