import { readFileSync } from 'node:fs';
import {
  createKey,
  listKeys,
  revokeKey,
  type ApiKey,
  type KeyRequest,
  type NewKey,
} from '../access/index.js';
import { ConfigError, type Config } from '../config.js';

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
 * @throws ConfigError, DirectoryInUseError, DataDirectoryError
 */
export async function openKeyring(
  config: Config,
  where: { readonly url?: string | undefined; readonly keyFile?: string | undefined },
): Promise<Keyring> {
  if (where.url === undefined) return openDirectory(config);
  if (where.keyFile === undefined)
    throw new ConfigError('--url needs --key-file: a file with the key of an administrator.');
  return remoteKeyring(where.url, readFileSync(where.keyFile, 'utf8').trim());
}

async function openDirectory({ dataDirectory, baseUrl }: Config): Promise<Keyring> {
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

function remoteKeyring(url: string, key: string): Keyring {
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { detail?: string };
    if (!response.ok) throw new Error(`${url} answers ${String(response.status)}: ${answer.detail ?? ''}`);
    return answer as T;
  };
  return {
    create: (request) => ask<NewKey>('POST', '/keys', request),
    list: async () => (await ask<{ keys: ApiKey[] }>('GET', '/keys')).keys,
    revoke: (id) => ask<ApiKey>('DELETE', `/keys/${encodeURIComponent(id)}`),
    close: () => Promise.resolve(),
  };
}
