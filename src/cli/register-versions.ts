import type { Config } from '../config.js';
import type { DescribedRegister, RegisterDifference } from '../registers/index.js';
import { differenceText } from './register-report.js';
import type { RunningService } from './running-service.js';
import { openEngine } from './with-engine.js';

/** Registers and their versions, in a data directory or a running service. */
export interface RegisterVersions {
  list(): Promise<readonly DescribedRegister[]>;
  /** What a version changed, as text; the one in force where no number is given. */
  difference(name: string, number: string | undefined): Promise<string>;
  /** Takes the version in force back. @returns what that changed, as text */
  undo(name: string): Promise<string>;
  close(): Promise<void>;
}

/** @param service a running one; the data directory is opened where it is not given */
export async function openRegisterVersions(
  config: Config,
  service: RunningService | undefined,
): Promise<RegisterVersions> {
  if (service) return remoteVersions(service);
  const { readRegisterVersions, readVersionDifference } = await import('../registers/index.js');
  const { showScan } = await import('./redecide-report.js');
  const engine = await openEngine(config);
  const { store } = engine;
  const { baseUrl } = config;
  return {
    list: () => Promise.resolve(readRegisterVersions(store, baseUrl)),
    difference: async (name, number) => {
      const wanted = number === undefined ? {} : { number: Number(number) };
      const { version, difference } = await readVersionDifference(store, { baseUrl, name, ...wanted });
      return versionText(name, version, differenceText(difference));
    },
    undo: async (name) => {
      const { version, difference } = await engine.undoRegister(name);
      await showScan(engine);
      return undoneText(name, version, differenceText(difference));
    },
    close: () => engine.close(),
  };
}

/** A difference as a service tells it. */
type Told = Omit<RegisterDifference, 'touched' | 'listed'> & {
  readonly examples: RegisterDifference['listed'];
};

function remoteVersions(service: RunningService): RegisterVersions {
  const path = (name: string, what: string): string => `/registers/${encodeURIComponent(name)}/${what}`;
  return {
    list: () => listWhole(service),
    difference: async (name, version) => {
      const told = await service.json<{ version: number; asOf: string; difference: Told }>({
        path: path(name, 'difference'),
        query: { version },
      });
      return versionText(name, told, textOf(told.difference));
    },
    undo: async (name) => {
      const { version, difference } = await service.json<{ version: number; difference: Told }>({
        method: 'POST',
        path: path(name, 'undo'),
      });
      return (
        undoneText(name, version, textOf(difference)) +
        'Open reports that it may touch are looked at in the background; see: wegwijzer redecide list\n'
      );
    },
    close: () => Promise.resolve(),
  };
}

/** Versions that are asked of a service at once. */
const PAGE = '1000';

/** A service gives the newest versions of each register, and says where those before are. */
async function listWhole(service: RunningService): Promise<DescribedRegister[]> {
  type Listed = DescribedRegister & { readonly older?: string };
  const query = { limit: PAGE };
  const { registers } = await service.json<{ registers: Listed[] }>({ path: '/registers', query });
  return Promise.all(
    registers.map(async ({ older, versions: newest, ...register }) => {
      const versions = [...newest];
      for (let more = older; more !== undefined;) {
        const before = String(versions[0]?.version);
        const path = `/registers/${encodeURIComponent(register.name)}`;
        const page = await service.json<Listed>({ path, query: { ...query, before } });
        versions.unshift(...page.versions);
        more = page.older;
      }
      return { ...register, versions };
    }),
  );
}

function textOf({ examples, ...difference }: Told): string {
  return differenceText({ ...difference, listed: examples });
}

function versionText(
  name: string,
  { version, asOf }: { readonly version: number; readonly asOf: string },
  difference: string,
): string {
  return `Version ${String(version)} of ${name}, as of ${asOf}:\n${difference}`;
}

function undoneText(name: string, version: number, difference: string): string {
  return `Register ${name}: version ${String(version)}\n${difference}`;
}
