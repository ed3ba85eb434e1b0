import type { Quad } from '@rdfjs/types';
import { checkRecord, type CheckedRecord } from './check-record.js';
import { Comparison, type RegisterDifference } from './comparison.js';
import { Delta } from './delta.js';
import { describeNextVersion } from './describe-version.js';
import type { ShapeChecker } from '../rdf/shapes.js';
import type { FailureMessage } from './failures.js';
import type { GraphStore, KeptRecord } from '../store/graph-store.js';
import { RecordAssembler } from './records.js';
import { genidBase, registerGraph } from './register-graphs.js';
import { SuccessionWatch } from './succession-watch.js';

/** A thing that was left out, and why. */
export interface RejectedThing {
  /** IRI of the thing. */
  readonly thing: string;
  readonly reasons: readonly FailureMessage[];
}

/** What `mergeThings` takes. */
export interface MergeOptions {
  /** The register's own name, the last part of its IRI. */
  readonly name: string;
  readonly baseUrl: string;
  readonly title?: string | undefined;
  /** IRI of who does it. */
  readonly agent: string;
  /** IRI of what says so, such as an event stream. */
  readonly source: string;
  /** IRI of each thing → all that is said of it now; nothing where it has ended. */
  readonly things: ReadonlyMap<string, readonly Quad[]>;
  readonly shapes: ShapeChecker;
  readonly now: () => Date;
  /** What to write beside the graph in the same transaction. */
  readonly keep: (rejected: readonly RejectedThing[]) => readonly KeptRecord[];
}

/** What merging did. */
export interface Merged {
  /** IRI of the register. */
  readonly register: string;
  /** The new version; `undefined` where nothing changed. */
  readonly version: number | undefined;
  readonly rejected: readonly RejectedThing[];
  readonly difference: RegisterDifference;
}

const ABOUT_OTHERS: FailureMessage = {
  nl: 'Dit zegt iets over een ander ding dan dat waarvan het een versie is. Publiceer elk ding als een eigen lid.',
  en: 'This says something about another thing than the one that it is a version of. Publish each thing as a member of its own.',
};

/**
 * Puts what is said of some things in the place of what a register says of them, as one new version; the register is
 * made where there is none. Things that do not meet the shapes are left out, and nothing else is.
 * @throws ProblemError `invalid-register` where organisations succeed each other in a circle or the change is too
 *   large, `capacity-exceeded`, `storage-unavailable`; nothing has changed then
 */
export async function mergeThings(store: GraphStore, options: MergeOptions): Promise<Merged> {
  const { name, baseUrl, title, agent, source, now } = options;
  const register = registerGraph(baseUrl, name);
  const genid = genidBase(baseUrl);
  const comparison = new Comparison(genid);
  const delta = new Delta(store, register, { genid, comparison });
  const successions = new SuccessionWatch(register);
  const rejected: RejectedThing[] = [];
  for (const [thing, quads] of options.things) {
    const { failures, ...record } = checkThing({ thing, quads, genid }, { ...options, graph: register });
    if (failures.length > 0) rejected.push({ thing, reasons: failures });
    else {
      successions.take(record.lines);
      delta.take(record);
    }
  }
  await successions.refuseCircles(store, false);
  const { insert, remove } = await delta.change();
  const { difference } = comparison;
  const keep = options.keep(rejected);
  const reason = `Register ${name} brought up to date with ${source}`;
  if (insert.length + remove.length === 0) {
    if (keep.length > 0) await store.commit({ agent, reason, keep });
    return { register, version: undefined, rejected, difference };
  }
  const facts = { register, name, baseUrl, title, agent, source, difference, files: [] };
  const next = describeNextVersion(store, {
    ...facts,
    time: now(),
    kind: 'delta',
    failures: rejected.length,
  });
  await store.commit((sequence) => {
    const beside = next.change(sequence);
    return {
      agent,
      reason,
      insert: [...insert, ...(beside.insert ?? [])],
      remove: [...remove, ...(beside.remove ?? [])],
      keep,
    };
  });
  return { register, version: next.version, rejected, difference };
}

/** One thing as a record, checked; it may say nothing of other things. */
function checkThing(
  {
    thing,
    quads,
    genid,
  }: { readonly thing: string; readonly quads: readonly Quad[]; readonly genid: string },
  options: { readonly graph: string; readonly shapes: ShapeChecker },
): CheckedRecord & { readonly failures: readonly FailureMessage[] } {
  const nothing = { subject: thing, lines: [], failures: [] };
  if (quads.length === 0) return nothing;
  const assembler = new RecordAssembler(genid);
  const records = [...assembler.add(quads), ...assembler.end()];
  const [record] = records;
  if (records.length !== 1 || record?.subject !== thing) return { ...nothing, failures: [ABOUT_OTHERS] };
  return checkRecord(record, options);
}
