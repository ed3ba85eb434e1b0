import type { Client, Owner, Role } from './client.js';

/** Who can hold a right: a role, everyone, or the one who holds a report's follow link. */
export type Holder = Role | 'anonymous' | 'follower';

/**
 * How far a right reaches.
 * - `any`: everything
 * - `own`: a manager, what its organisation handles; a channel, what it filed; a follower, the one report
 * - `area`: what lies in one of the client's areas
 * - `switch`: as the operator set `anonymousFile` or `anonymousRead`
 */
export type Reach = 'any' | 'own' | 'area' | 'switch';

type Rights = Readonly<Partial<Record<Holder, Reach | undefined>>>;

const STEWARDS: Rights = { steward: 'any', administrator: 'any' };
const HANDLERS: Rights = { manager: 'own', dispatcher: 'area', administrator: 'any' };
const REPORTERS: Rights = { follower: 'own', reporter: 'own', administrator: 'any' };
const STAFF: Rights = {
  manager: 'any',
  dispatcher: 'any',
  steward: 'any',
  auditor: 'any',
  administrator: 'any',
};
const EVERYONE: Rights = { ...STAFF, anonymous: 'switch', reporter: 'any', follower: 'switch' };
/** An auditor changes nothing. */
const FILERS: Rights = { ...EVERYONE, auditor: undefined };

/**
 * The one table of authorisations: action → who may, and how far. What is not here is refused. A client with several
 * roles may what any of them may, and one without any what everyone may.
 */
export const AUTHORISATIONS = {
  /** File a report. */
  'report.file': FILERS,
  /** Read what is public: documents, SPARQL over public graphs, decisions that are asked for. */
  'public.read': EVERYONE,
  /** Read an event stream that others have under an agreement only. */
  'restricted-stream.read': { steward: 'any', auditor: 'any', administrator: 'any' },

  /** Handle a report, by whom it is assigned to. */
  'report.accept': HANDLERS,
  'report.refuse': HANDLERS,
  'report.transfer': HANDLERS,
  'report.start': HANDLERS,
  'report.resolve': HANDLERS,
  'report.close': HANDLERS,
  'report.question': HANDLERS,
  'report.split': HANDLERS,
  'report.merge': HANDLERS,
  'report.relate': HANDLERS,
  /** Name the handler where the service could not, or where it was bounced. */
  'report.assign': { dispatcher: 'area', administrator: 'any' },
  'report.reopen': { ...HANDLERS, follower: 'own', reporter: 'own' },

  /** The reporter's side. */
  'report.withdraw': REPORTERS,
  'report.answer': REPORTERS,
  'report.addition': REPORTERS,
  'report.rate': REPORTERS,
  /** The status in plain words, by follow link. */
  'report.follow': REPORTERS,

  /** The history with the names of those who acted. */
  'history.read': { manager: 'own', dispatcher: 'area', auditor: 'any', administrator: 'any' },
  'inbox.read': { manager: 'own', dispatcher: 'area', auditor: 'any', administrator: 'any' },
  'delivery.manage': { manager: 'own', administrator: 'any' },
  /** What waits to be told to reporters, and was given up. */
  'notices.manage': { administrator: 'any' },
  'figures.read': STAFF,
  /** Where nobody is responsible, or several are. */
  'coverage.read': STAFF,
  'audit.read': { auditor: 'any', administrator: 'any' },
  'personal.read': { manager: 'own', follower: 'own', administrator: 'any' },
  /** Files of a report before they are public. */
  'attachment.read': { ...HANDLERS, follower: 'own', auditor: 'any' },
  'attachment.add': { ...HANDLERS, follower: 'own', reporter: 'own' },
  'attachment.release': HANDLERS,
  'attachment.erase': { ...HANDLERS, follower: 'own' },
  'personal-access.read': { follower: 'own', auditor: 'any', administrator: 'any' },
  'personal.erase': { follower: 'own', administrator: 'any' },

  /** Graphs, registers and rules. */
  'graph.read': { steward: 'any', auditor: 'any', administrator: 'any' },
  'graph.write': STEWARDS,
  'query.save': STEWARDS,
  'rules.load': STEWARDS,
  'register.load': STEWARDS,
  'agreement.load': STEWARDS,
  'whatif.run': { dispatcher: 'any', steward: 'any', auditor: 'any', administrator: 'any' },
  /** Make a decision again as things were. */
  'decision.replay': { steward: 'any', auditor: 'any', administrator: 'any' },
  'redecide.list': { dispatcher: 'any', steward: 'any', auditor: 'any', administrator: 'any' },
  'redecide.apply': STEWARDS,
  'catalogue.write': STEWARDS,
  'dataspace.manage': STEWARDS,

  'keys.manage': { administrator: 'any' },
} as const satisfies Record<string, Rights>;

/** An action that needs a right. */
export type Action = keyof typeof AUTHORISATIONS;

/** What the operator lets everyone do. */
export interface Switches {
  readonly anonymousFile: boolean;
  readonly anonymousRead: boolean;
}

/** The rights to an action, as the table has them. */
export function rightsTo(action: Action): Rights {
  return AUTHORISATIONS[action];
}

/** The roles of which one is needed for an action, for explaining a refusal. */
export function rolesFor(action: Action): string[] {
  return Object.entries(rightsTo(action)).flatMap(([holder, reach]) =>
    reach === undefined || holder === 'anonymous' ? [] : [holder],
  );
}

/** Whether a client may do something to what belongs to `owner`. */
export function isAuthorised(client: Client, action: Action, owner: Owner, switches: Switches): boolean {
  const rights = rightsTo(action);
  const holders: Holder[] = client.roles.size === 0 ? ['anonymous'] : [...client.roles];
  if (client.follows !== undefined) holders.push('follower');
  return holders.some((holder) => {
    const reach = rights[holder];
    return reach !== undefined && reaches(reach, { client, holder, action, owner, switches });
  });
}

interface Question {
  readonly client: Client;
  readonly holder: Holder;
  readonly action: Action;
  readonly owner: Owner;
  readonly switches: Switches;
}

function reaches(reach: Reach, question: Question): boolean {
  if (reach === 'any') return true;
  const { client, action, owner, switches } = question;
  if (reach === 'switch') return action === 'report.file' ? switches.anonymousFile : switches.anonymousRead;
  if (reach === 'area') return listOf(owner.area).some((area) => client.areas?.includes(area));
  return isOwn(question);
}

function isOwn({ client, holder, owner }: Question): boolean {
  if (holder === 'follower') return owner.report !== undefined && owner.report === client.follows;
  if (holder === 'reporter') return owner.channel !== undefined && owner.channel === client.id;
  return client.organisation !== undefined && listOf(owner.organisation).includes(client.organisation);
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
