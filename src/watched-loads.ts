import type { Redecide, ScanRequest } from './redecide/index.js';
import {
  importRegister,
  mergeThings,
  readTerms,
  supposeRegister,
  undoRegister,
  type ImportOptions,
  type ImportSummary,
  type Merged,
  type MergeOptions,
  type SupposedRegister,
  type Undone,
  type UndoOptions,
} from './registers/index.js';
import type { CheckProgress, RuleSetLoad, RuleSets } from './rulesets/index.js';
import type { GraphStore } from './store/graph-store.js';

/** What `loadRegister` takes beside what the engine knows. */
export type RegisterRequest = Omit<ImportOptions, 'baseUrl' | 'agent' | 'shapes' | 'now'> & {
  /** IRI of who loads it; the service itself where not given. */
  readonly agent?: string | undefined;
};

/** What `mergeThings` takes beside what the engine knows. */
export type MergeRequest = Omit<MergeOptions, 'baseUrl' | 'agent' | 'shapes' | 'now'>;

/** Loads after which the open reports are looked at. */
export interface WatchedLoads {
  /** Makes a new version of a register from what the files hold. */
  readonly loadRegister: (request: RegisterRequest) => Promise<ImportSummary>;
  /** Puts what is said of some things in the place of what a register says of them. */
  readonly mergeThings: (request: MergeRequest) => Promise<Merged>;
  /** A register as the files would make it, to suppose it; nothing changes. @throws ProblemError `invalid-parameter` */
  readonly supposeRegister: (request: RegisterRequest) => SupposedRegister;
  readonly ruleSets: RuleSets;
  /**
   * Replaces a rule set by what a file holds, as the service itself.
   * @throws ProblemError `invalid-rules`, `conflicting-rules`; the old set stays
   */
  readonly loadRules: (
    name: string,
    path: string,
    onProgress?: (progress: CheckProgress) => void,
  ) => Promise<RuleSetLoad>;
  /** Takes back what the version in force of a register changed. @param by who does it; the service itself where not given */
  readonly undoRegister: (name: string, by?: Pick<UndoOptions, 'agent' | 'requestId'>) => Promise<Undone>;
}

/** Makes each load look afterwards which open reports it touches. */
export function watchLoads(
  store: GraphStore,
  redecide: Redecide,
  options: Pick<ImportOptions, 'baseUrl' | 'agent' | 'shapes' | 'now'> & Pick<WatchedLoads, 'ruleSets'>,
): WatchedLoads {
  const { baseUrl, agent, shapes, now } = options;
  const ruleSets = watchRuleSets(store, redecide, options.ruleSets);
  const whole = (request: RegisterRequest): ImportOptions => ({
    ...request,
    baseUrl,
    agent: request.agent ?? agent,
    now,
    shapes,
  });
  return {
    ruleSets,
    mergeThings: (request) =>
      redecide.after(
        async (aboutToCommit) => {
          await aboutToCommit();
          return mergeThings(store, { ...request, baseUrl, agent, now, shapes });
        },
        ({ register, version, difference: { touched } }) =>
          version === undefined ? undefined : { cause: register, touched },
      ),
    loadRegister: (request) =>
      redecide.after(
        (aboutToCommit) => importRegister(store, { ...whole(request), aboutToCommit }),
        touchedBy,
      ),
    supposeRegister: (request) => supposeRegister(store, whole(request)),
    undoRegister: (name, by = { agent }) =>
      redecide.after(
        (aboutToCommit) => undoRegister(store, { ...by, name, baseUrl, now, aboutToCommit }),
        ({ register, difference }) => ({ cause: register, touched: difference.touched }),
      ),
    loadRules: async (name, path, onProgress) =>
      ruleSets.load(name, await readTerms([path], ruleSets.graphOf(name), baseUrl), { agent, onProgress }),
  };
}

function watchRuleSets(store: GraphStore, redecide: Redecide, ruleSets: RuleSets): RuleSets {
  return {
    ...ruleSets,
    load: (name, lines, conditions) => {
      const cause = ruleSets.graphOf(name);
      const before = store.graphChanged(cause);
      return redecide.after(
        (aboutToCommit) => ruleSets.load(name, lines, { ...conditions, aboutToCommit }),
        () => (store.graphChanged(cause) === before ? undefined : { cause }),
      );
    },
  };
}

/** Where a new version of a register may make answers differ. */
function touchedBy({ register, switched, difference }: ImportSummary): ScanRequest | undefined {
  const { added, removed, changed, touched } = difference;
  return switched && added + removed + changed > 0 ? { cause: register, touched } : undefined;
}
