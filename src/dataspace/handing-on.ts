import { ProblemError } from '../problem.js';
import type { DataSource, Datasets } from './datasets.js';
import { forbidsDistribution } from './policy.js';
import {
  listAgreements,
  listProcesses,
  readAgreement,
  type KeptAgreement,
  type ProcessStore,
} from './process.js';
import { isOver } from './states.js';

/** Who may read what registers hold. */
export interface RegisterReaders {
  readonly store: ProcessStore;
  /** Whether everybody may. */
  readonly isOpen: boolean;
  /** What participants are offered. */
  readonly datasets: Pick<Datasets, 'all'>;
}

/**
 * Refuses to put data that may not be handed on in a register that others may read: everybody, or those whom it is
 * offered to or agreed on with.
 * @throws ProblemError `invalid-parameter`
 */
export function checkRegister(
  readers: RegisterReaders,
  { agreement }: KeptAgreement,
  register: string,
): void {
  if (!forbidsDistribution(agreement)) return;
  if (readers.isOpen)
    throw new ProblemError(
      'invalid-parameter',
      'The agreement forbids to hand the data on, and everybody may read what registers hold here (anonymousRead). Fetch the data without a register, or agree on other terms.',
      { parameter: 'register' },
    );
  const others = sourcesOfOthers(readers).map(registerOf);
  if (others.includes(encodeURIComponent(register)))
    throw new ProblemError(
      'invalid-parameter',
      `The agreement forbids to hand the data on, and register ${register} is offered to others or opens under an agreement. Name another register, or withdraw the offer and revoke the agreement first.`,
      { parameter: 'register' },
    );
}

/** What is offered, or agreed on and not revoked, or about to be. */
function sourcesOfOthers({ store, datasets }: RegisterReaders): (DataSource | undefined)[] {
  const agreements = listAgreements(store).filter(
    ({ role, revoked }) => role === 'provider' && revoked === undefined,
  );
  const coming = listProcesses(store, 'negotiation').filter(({ kind, state }) => !isOver(kind, state));
  return [...datasets.all(), ...agreements, ...coming].map(({ source }) => source);
}

/** The register that a source is a stream of, as it stands in addresses. */
function registerOf(source: DataSource | undefined): string | undefined {
  return /^register\/([^/]+)/.exec(source?.kind === 'stream' ? source.path : '')?.[1];
}

/**
 * Refuses to offer a register that holds data of others which may not be handed on, also after its transfer has ended: what
 * came stays.
 * @throws ProblemError `invalid-parameter`
 */
export function checkHandingOn(store: ProcessStore, source: DataSource): void {
  const register = registerOf(source);
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
