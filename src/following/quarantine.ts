import { Parser } from 'n3';
import type { Quad } from '@rdfjs/types';
import { ProblemError } from '../problem.js';
import { Batch, type BatchParts } from './batch.js';
import { memberCheck, type MemberCheck } from './member-shape.js';
import { compareOrder } from './order.js';
import type { RefusedMember } from './state.js';
import { readVersion } from './version.js';

/** What became of members that were tried again. */
export interface Retried {
  /** Members that wait no more: they are in the register, or a later version of their thing is. */
  readonly taken: readonly string[];
  /** Members that stay where they were. */
  readonly refused: readonly string[];
}

/**
 * Tries members in quarantine again, as after shapes or the register changed. They are held against the shape of the
 * stream as it was when that was last read.
 * @param members IRIs; all of them where not given
 * @throws ProblemError `not-found` where the register follows no stream
 */
export async function retryRefused(parts: BatchParts, members?: readonly string[]): Promise<Retried> {
  const { state } = parts;
  const about = state.read();
  if (!about?.facts) throw new ProblemError('not-found', `Register ${parts.name} follows no stream.`);
  const batch = new Batch(parts, about);
  const conforms = conformity(memberCheck(state.shape(), about.facts));
  const tried = chosen(parts, members);
  const overtaken: string[] = [];
  for (const [key, { member, page, content = '' }] of tried) {
    const quads = new Parser({ format: 'application/n-quads' }).parse(content) as Quad[];
    const version = readVersion(quads, member, about.facts);
    if ('reasons' in version) continue;
    const known = state.thing(version.thing);
    if (known && compareOrder(version, known) < 0) overtaken.push(key);
    else if (conforms(quads, member)) batch.take(version, { page, content: quads });
  }
  await remove(parts, overtaken);
  await batch.flush();
  const left = new Set([...state.refused()].map(([, { member }]) => member));
  return {
    taken: tried.flatMap(([, { member }]) => (left.has(member) ? [] : [member])),
    refused: tried.flatMap(([, { member }]) => (left.has(member) ? [member] : [])),
  };
}

/** Whether a member meets the shape; not where that cannot be told. */
function conformity(check: MemberCheck): (...member: Parameters<MemberCheck>) => boolean {
  return (quads, member) => {
    try {
      return check(quads, member).length === 0;
    } catch {
      return false;
    }
  };
}

/** Forgets members in quarantine. @returns IRIs of those that were there */
export async function dropRefused(parts: BatchParts, members: readonly string[]): Promise<string[]> {
  const dropped = chosen(parts, members);
  await remove(
    parts,
    dropped.map(([key]) => key),
  );
  return dropped.map(([, { member }]) => member);
}

function chosen({ state }: BatchParts, members: readonly string[] | undefined): [string, RefusedMember][] {
  const all = [...state.refused()];
  return members === undefined ? all : all.filter(([, { member }]) => members.includes(member));
}

async function remove({ store, state, agent, name }: BatchParts, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const keep = keys.map((key) => state.writeRefused(key, undefined));
  await store.commit({ agent, reason: `Register ${name}: quarantine`, keep });
}
