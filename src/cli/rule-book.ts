import { readFileSync } from 'node:fs';
import type { Config } from '../config.js';
import type { Engine } from '../engine.js';
import { rdfMediaTypeOfFile } from '../rdf/media-types.js';
import type {
  CheckedRuleSet,
  CheckProgress,
  ListedVersion,
  RuleChange,
  RuleSetLoad,
} from '../rulesets/index.js';
import type { RunningService, ServiceRequest } from './running-service.js';
import { openEngine, type Opening } from './with-engine.js';

/** The rule sets, in a data directory or a running service. */
export interface RuleBook {
  check(
    set: string,
    file: string,
    onProgress: (progress: CheckProgress) => void,
  ): Promise<CheckedRuleSet & { readonly changes: readonly RuleChange[] }>;
  load(set: string, file: string, onProgress: (progress: CheckProgress) => void): Promise<RuleSetLoad>;
  /** What a file would change in a set. @param from the version to start from; the one in force where not given */
  diffFile(set: string, from: string | undefined, file: string): Promise<readonly RuleChange[]>;
  /** How two versions differ. @throws Error where there is no such version */
  diffVersions(set: string, from: string | undefined, to: string): Promise<readonly RuleChange[]>;
  list(): Promise<readonly ListedVersion[]>;
  close(): Promise<void>;
}

/**
 * @param service a running one; the data directory is opened where it is not given
 * @param opening whether a data directory may be begun
 */
export function openRuleBook(
  config: Config,
  service: RunningService | undefined,
  opening: Pick<Opening, 'mayBegin'> = {},
): Promise<RuleBook> {
  return service
    ? Promise.resolve(remoteRuleBook(service))
    : openEngine(config, opening).then((engine) => ruleBookOf(engine, config));
}

/** The rule sets of an engine that is open; closing the book closes it. */
export function ruleBookOf(engine: Engine, { baseUrl }: Pick<Config, 'baseUrl'>): RuleBook {
  const { ruleSets } = engine;
  const linesOf = async (set: string, file: string): Promise<string[]> => {
    const { readTerms } = await import('../registers/index.js');
    return readTerms([file], ruleSets.graphOf(set), baseUrl);
  };
  const versionOf = (set: string, version: string): string[] => {
    const lines = ruleSets.version(set, version);
    if (lines) return lines;
    throw new Error(`There is no version ${version} of rule set ${set}. See: wegwijzer rules list`);
  };
  const compare = async (
    set: string,
    from: string | undefined,
    after: readonly string[],
  ): Promise<RuleChange[]> => {
    if (from !== undefined) versionOf(set, from);
    return ruleSets.compare(set, from, after);
  };
  return {
    check: async (set, file, onProgress) => ruleSets.check(set, await linesOf(set, file), onProgress),
    load: (set, file, onProgress) => engine.loadRules(set, file, onProgress),
    diffFile: async (set, from, file) => compare(set, from, await linesOf(set, file)),
    diffVersions: async (set, from, to) => compare(set, from, versionOf(set, to)),
    list: () => ruleSets.list(),
    close: () => engine.close(),
  };
}

/** The rule sets of a running service. */
export function remoteRuleBook(service: RunningService): RuleBook {
  const put = (set: string, file: string): ServiceRequest => ({
    method: 'PUT',
    path: `/rules/${encodeURIComponent(set)}`,
    body: readFileSync(file),
    contentType: rdfMediaTypeOfFile(file) ?? 'text/turtle',
  });
  const check: RuleBook['check'] = (set, file) =>
    service.json({ ...put(set, file), query: { check: 'true' } });
  const linesOf = async (set: string, version: string | undefined): Promise<string[]> => {
    const path = ['/rules', set, ...(version === undefined ? [] : [version])].map(encodeURI).join('/');
    const text = await service.text({ path, accept: 'application/n-quads' });
    return text.split('\n').filter((line) => line !== '');
  };
  return {
    check,
    load: (set, file) => service.json(put(set, file)),
    diffFile: async (set, from, file) => {
      if (from !== undefined)
        throw new Error('A running service compares a file with the version in force; leave --from out.');
      return (await check(set, file, () => undefined)).changes;
    },
    diffVersions: async (set, from, to) => {
      const { compareRuleSets, triplesOf } = await import('../rulesets/index.js');
      const [before, after] = await Promise.all([linesOf(set, from), linesOf(set, to)]);
      return compareRuleSets(await triplesOf(before), await triplesOf(after));
    },
    list: async () => (await service.json<{ versions: ListedVersion[] }>({ path: '/rules' })).versions,
    close: () => Promise.resolve(),
  };
}
