/** What the management of the data space answers, as lines for people; only what these need is named. */

interface Constraint {
  readonly leftOperand?: string;
  readonly operator?: string;
  readonly rightOperand?: unknown;
}

interface Rule {
  readonly action: string;
  readonly constraint?: readonly Constraint[];
}

/** The rules of an offer or an agreement. */
export interface Terms {
  readonly '@id': string;
  readonly permission?: readonly Rule[];
  readonly prohibition?: readonly Rule[];
}

export interface Offer {
  readonly name: string;
  readonly dataset: string;
  readonly source?: string;
  readonly policy: Terms;
}

export interface CatalogueDataset {
  readonly '@id': string;
  readonly hasPolicy: readonly Terms[];
  readonly distribution: readonly { readonly format: string }[];
}

export interface Participant {
  readonly id: string;
  readonly name?: string;
  readonly address?: string;
  readonly organisation?: string;
}

export interface Agreement {
  readonly id: string;
  readonly role: string;
  readonly participant: string;
  readonly dataset: string;
  readonly revoked?: string;
  readonly policy: Terms;
}

/** A negotiation or a transfer. */
export interface Process {
  readonly pid: string;
  readonly role: string;
  readonly participant: string;
  readonly state: string;
  readonly dataset?: string;
  readonly agreement?: string;
  readonly endpoint?: string;
  readonly fault?: string;
  readonly waitsForPerson: boolean;
  readonly sending?: { readonly move: string; readonly attempts: number };
  readonly steps: readonly { readonly reason?: string }[];
}

/** Terms in one line: `use if recipient eq X and elapsedTime lteq P1Y; not distribute`. */
export function termsText({ permission = [], prohibition = [] }: Terms): string {
  const permitted = permission.map(({ action, constraint = [] }) => {
    const conditions = constraint.map(
      ({ leftOperand = '', operator = '', rightOperand }) =>
        `${leftOperand} ${operator} ${[rightOperand].flat().map(String).join(' or ')}`,
    );
    return conditions.length > 0 ? `${action} if ${conditions.join(' and ')}` : action;
  });
  return [...permitted, ...prohibition.map(({ action }) => `not ${action}`)].join('; ');
}

export function participantText({ id, name, address, organisation }: Participant): string {
  return `${columns([id, name, organisation, address])}\n`;
}

export function offerText({ name, dataset, source, policy }: Offer): string {
  return `${name}\n  dataset  ${dataset}\n  source   ${source ?? ''}\n  terms    ${termsText(policy)}\n`;
}

export function catalogueText({ '@id': id, hasPolicy, distribution }: CatalogueDataset): string {
  const offers = hasPolicy.map((offer) => `  offer    ${offer['@id']}\n  terms    ${termsText(offer)}\n`);
  return `${id}\n${offers.join('')}  formats  ${distribution.map(({ format }) => format).join(', ')}\n`;
}

export function agreementText({ id, role, participant, dataset, revoked, policy }: Agreement): string {
  const state = revoked === undefined ? 'in force, as far as its terms go' : `revoked ${revoked}`;
  return (
    `${id}\n  ${role === 'provider' ? 'given to' : 'had from'} ${participant}\n  dataset  ${dataset}\n` +
    `  terms    ${termsText(policy)}\n  state    ${state}\n`
  );
}

export function processText(process: Process): string {
  const { pid, role, participant, state, dataset, agreement, endpoint, fault, sending, steps } = process;
  const reason = fault ?? steps.at(-1)?.reason;
  const lines = [
    `${pid}  ${state}`,
    `as ${role}, with ${participant}`,
    ...(dataset === undefined ? [] : [`dataset    ${dataset}`]),
    ...(agreement === undefined ? [] : [`agreement  ${agreement}`]),
    ...(endpoint === undefined ? [] : [`address    ${endpoint}`]),
    ...(sending === undefined || sending.attempts === 0
      ? []
      : [`sending    ${sending.move}, tried ${String(sending.attempts)} times`]),
    ...(reason === undefined ? [] : [`reason     ${reason}`]),
    ...(process.waitsForPerson ? ['waits for a person'] : []),
  ];
  return `${lines.join('\n  ')}\n`;
}

function columns(texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined).join('\t');
}
