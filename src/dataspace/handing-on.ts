import { ProblemError } from '../problem.js';
import type { DataSource } from './datasets.js';
import { forbidsDistribution } from './policy.js';
import { listProcesses, readAgreement, type KeptAgreement, type ProcessStore } from './process.js';

/**
 * Refuses to put data that may not be handed on in a register where everybody may read what registers hold.
 * @throws ProblemError `invalid-parameter`
 */
export function checkRegister({ agreement }: KeptAgreement, isOpen: boolean): void {
  if (!isOpen || !forbidsDistribution(agreement)) return;
  throw new ProblemError(
    'invalid-parameter',
    'The agreement forbids to hand the data on, and everybody may read what registers hold here (anonymousRead). Fetch the data without a register, or agree on other terms.',
    { parameter: 'register' },
  );
}

/**
 * Refuses to offer a register that holds data of others which may not be handed on, also after its transfer has ended: what
 * came stays.
 * @throws ProblemError `invalid-parameter`
 */
export function checkHandingOn(store: ProcessStore, source: DataSource): void {
  const [, register] = /^register\/([^/]+)/.exec(source.kind === 'stream' ? source.path : '') ?? [];
  if (register === undefined) return;
  for (const { role, register: name, agreement: id, participant } of listProcesses(store, 'transfer')) {
    if (role !== 'consumer' || name === undefined || encodeURIComponent(name) !== register) continue;
    const kept = readAgreement(store, id);
    if (kept && forbidsDistribution(kept.agreement))
      throw new ProblemError(
        'invalid-parameter',
        `Register ${name} holds data of ${participant}, and the agreement ${id.slice(0, 200)} forbids to hand it on.`,
        { parameter: 'source' },
      );
  }
}
