import { randomUUID } from 'node:crypto';
import type { Action, Client, Owner } from '../../access/index.js';
import { ProblemError } from '../../problem.js';
import { ww } from '../../rdf/namespaces.js';
import type { Line } from '../../rdf/nquads.js';
import type { Named } from '../../responsibility/index.js';
import type { Change, GraphStore, KeptRecord } from '../../store/graph-store.js';
import { linesInArchive } from '../archive-graph.js';
import { maskCommand } from '../privacy/mask-command.js';
import { addPersonal } from '../privacy/personal-graph.js';
import type { Turns } from '../turns.js';
import { auditRecord, filingRecord, wasDone } from './audit.js';
import type { Command } from './commands.js';
import { hangingTogether, outermostOf } from './family.js';
import { followUps, type FollowUp } from './follow-ups.js';
import { readLife, type ReportLife } from './life-of.js';
import type { LifeTable } from './life-table.js';
import { namedReports, namingReports } from './named-reports.js';
import { outboxRecord, type OutboxEvent } from './outbox.js';
import { makePlan, type WholePlan } from './plan.js';
import { serviceOf, type PlanContext, type PlanParts } from './planners.js';
import { stepLines, type Acting, type Plan, type Stepped } from './step.js';

/** What the life of reports is made of. */
export interface LifeParts extends PlanParts {
  readonly store: GraphStore;
  readonly now: () => Date;
  readonly turns: Turns;
  /** What waits to be decided again about a report, as lines of the graph. It goes when the report gets another decision or is sealed. */
  readonly waitingAbout: (report: string) => readonly Line[];
}

/** A command with who gives it. */
export interface Order {
  /** IRI of the report. */
  readonly report: string;
  readonly command: Command;
  readonly requestId?: string;
  /** The versions of the report that will do: numbers of its last change, such as the client has seen; default any. */
  readonly versions?: readonly number[] | undefined;
  /** Sets one sending of a form apart: what came once with it and was done is not done again. */
  readonly once?: string | undefined;
  /** Tells who asks, and refuses where they may not. */
  readonly authorise: (action: Action, owner: Owner) => Promise<Client>;
}

/** Gives commands to reports. */
export interface Life {
  readonly table: LifeTable;
  /** @returns `undefined` where there is no such report */
  read(report: string): ReportLife | undefined;
  /** Whose a report is, for authorising. */
  ownerOf(life: ReportLife): Promise<Owner>;
  /**
   * Authorise, look at the state, work out what changes, commit; resolves when it is on disk.
   * @returns the report as it is then
   * @throws ProblemError `not-found`, `unauthenticated`, `forbidden`, `illegal-transition`, `precondition-failed`,
   *   `invalid-parameter`, `nothing-asked`, `storage-unavailable`
   */
  perform(order: Order): Promise<ReportLife>;
  /** The same, where nobody wants to know what the report is like then. */
  carryOut(order: Order): Promise<void>;
  /** Gives a command that the service gives itself; `false` where the report has moved on meanwhile. */
  performOwn(report: string, command: 'escalate' | 'remind'): Promise<boolean>;
}

/** Actions of the table of authorisations that are not named after the command. */
const ACTIONS: Readonly<Partial<Record<Command['name'], Action>>> = {
  choose: 'report.answer',
  seal: 'report.close',
  redecide: 'redecide.apply',
};

export function createLife(parts: LifeParts): Life {
  const read = (report: string): ReportLife | undefined => readLife(parts.store, parts.baseUrl, report);
  const ownerOf = async (life: ReportLife): Promise<Owner> => ({
    ...reporterOf(life, outermostOf(life, read)),
    organisation: life.handler === undefined ? [] : await parts.organisationsAbove(life.handler),
    area: (await Promise.all(life.areas.map((area) => parts.responsibility.areasFrom(area)))).flat(),
  });
  const performing: Performing = { ...parts, read, ownerOf };
  return {
    table: parts.table,
    read,
    ownerOf,
    perform: (given) => {
      const order = { ...given, command: namingReports(given.command, parts.baseUrl) };
      return inTurn(performing, order, async (before) => {
        const life = await perform(performing, order, before);
        return read(order.report) ?? life;
      });
    },
    carryOut: (order) =>
      inTurn(performing, order, async (before) => {
        await perform(performing, order, before);
      }),
    performOwn: async (report, name) => {
      const service = serviceClient(parts.baseUrl);
      const order: Order = { report, command: { name }, authorise: () => Promise.resolve(service) };
      try {
        await inTurn(performing, order, (before) => perform(performing, order, before));
        return true;
      } catch (error) {
        if (error instanceof ProblemError && ['illegal-transition', 'not-found'].includes(error.type))
          return false;
        throw error;
      }
    },
  };
}

/** The service as one who acts: commands of the command line are its own. */
export function serviceClient(baseUrl: string): Client {
  const id = serviceOf({ baseUrl });
  return { id, name: 'service', anonymous: false, roles: new Set(['administrator']) };
}

interface Performing extends LifeParts {
  readonly read: Life['read'];
  readonly ownerOf: Life['ownerOf'];
}

/**
 * Takes the turn of a report and of those that hang together with it, always in the same order.
 * @param action is given the report as it is when its turn has come
 */
async function inTurn<T>(
  { store, turns, read }: Performing,
  order: Order,
  action: (life: ReportLife | undefined) => Promise<T>,
): Promise<T> {
  const { report } = order;
  const life = read(report);
  const { sequence } = store;
  const together = life ? hangingTogether(life, read) : [];
  const keys = [...new Set([report, ...namedReports(order.command), ...together])].sort();
  // A report is a hundred lines: where nothing was committed meanwhile, it is not read again.
  const last = (): Promise<T> => action(store.sequence === sequence ? life : read(report));
  const nested = keys.reduceRight((inner, key) => () => turns.take(key, inner), last);
  return nested();
}

/** @returns the report as it was before */
async function perform(
  performing: Performing,
  order: Order,
  life: ReportLife | undefined,
): Promise<ReportLife> {
  const { store, table, read, now } = performing;
  if (!life) throw new ProblemError('not-found', `There is no report <${order.report}>.`);
  const { name } = order.command;
  const action = ACTIONS[name] ?? (`report.${name}` as Action);
  const owner = await performing.ownerOf(life);
  const client = await order.authorise(action, owner);
  if (order.once !== undefined && wasDone(store, life.id, order.once)) return life;
  checkVersion(order, () => store.graphChanged(life.graph));
  const states = table.check(name, life.state);
  const reporter = outermostOf(life, read);
  const { command, originals } = await maskCommand(store, life, reporter, order.command);
  const context: PlanContext = { ...performing, life, now: now() };
  const plan = await makePlan(context, command, states, read);
  const { main, others } = await followUps({ ...performing, ...context }, plan.main, plan.others ?? []);
  await commit(performing, {
    life,
    plan: main,
    follow: others,
    client,
    owner,
    order,
    created: plan.created,
    personal: { id: reporter.id, originals },
  });
  return life;
}

function checkVersion({ versions }: Order, changed: () => number | undefined): void {
  if (versions === undefined) return;
  const current = changed();
  if (current !== undefined && versions.includes(current)) return;
  throw new ProblemError(
    'precondition-failed',
    'The report has changed since you read it. Read it again before you decide.',
    { current },
  );
}

interface Committing {
  readonly life: ReportLife;
  readonly plan: Plan;
  readonly follow: readonly FollowUp[];
  readonly client: Client;
  /** Whose the report is. */
  readonly owner: Owner;
  readonly order: Order;
  readonly created: WholePlan['created'];
  /** What was written and everyone may not read, beside what is kept of the reporter already. */
  readonly personal: { readonly id: string; readonly originals: readonly Line[] };
}

async function commit(performing: Performing, committing: Committing): Promise<void> {
  const { store, table, baseUrl } = performing;
  const { life, plan, follow, client, owner, order, created = [], personal } = committing;
  const acting: Acting = {
    by: publicAgent(client, owner, baseUrl),
    time: performing.now(),
    named: await namesFor(performing, committing),
    service: serviceOf(performing),
  };
  const steps = takeSteps({ life, plan }, follow, acting, table);
  const change = {
    agent: client.id,
    reason: `report.${plan.command}${plan.text === undefined ? '' : `: ${plan.text.slice(0, 200)}`}`,
    ...(order.requestId === undefined ? {} : { requestId: order.requestId }),
    insert: [
      ...new Set([
        ...steps.flatMap(({ stepped }) => stepped.insert),
        ...created.flatMap(({ change: { insert = [] } }) => insert),
      ]),
    ],
    remove: steps.flatMap(({ life: before, stepped }) => [
      ...stepped.remove,
      ...linesInArchive(store, before, baseUrl),
    ]),
    create: created.flatMap(({ change: { create = [] } }) => create),
  } satisfies Change;
  const eventId = randomUUID();
  const settled = steps.filter((step) => settlesRedecision(step, table)).map(({ life: { iri } }) => iri);
  await store.commit(() => ({
    ...change,
    remove: [...change.remove, ...settled.flatMap(performing.waitingAbout)],
    keep: [
      auditRecord(life, plan, { order, client, time: acting.time }),
      ...addPersonal(store, personal.id, personal.originals),
      ...created.flatMap(({ change: { keep = [] } }) =>
        keep.map((record) => placed(record, store.sequence + 1)),
      ),
      ...created.map(({ names }) =>
        filingRecord(names, { agent: client.id, requestId: order.requestId, time: acting.time }),
      ),
      ...steps.map(({ life: before, plan: after, stepped }, index) =>
        outboxRecord(store.sequence + 1, {
          id: `urn:uuid:${eventId}${index === 0 ? '' : `#${String(index)}`}`,
          kind: `report.${after.command}`,
          report: before.iri,
          state: after.state,
          organisation: after.handler === acting.service ? null : after.handler,
          previous: before.handler === undefined || before.handler === acting.service ? null : before.handler,
          time: acting.time.toISOString(),
          message: stepped.message,
        }),
      ),
    ],
  }));
}

interface Taken {
  readonly life: ReportLife;
  readonly plan: Plan;
  readonly stepped: Stepped;
}

/**
 * Whether nothing is left to be decided again after a step: the report has a decision of now, or nothing can be done with it
 * any more. What closes may be reopened, and what waits about it, or was dismissed, counts again then.
 */
function settlesRedecision({ life: { iri }, plan, stepped }: Taken, table: LifeTable): boolean {
  const decision = `<${iri}> <${ww('decision')}> `;
  return table.allowedIn(plan.state).length === 0 || stepped.insert.some((line) => line.startsWith(decision));
}

/** The step of the report commanded, then those of the others, each of which hears what the one before it came to. */
function takeSteps(
  first: { readonly life: ReportLife; readonly plan: Plan },
  follow: readonly FollowUp[],
  acting: Acting,
  table: LifeTable,
): Taken[] {
  const main = { ...first, stepped: stepLines(first.life, first.plan, acting, table) };
  const { message } = main.stepped;
  const told = new Map([[first.life.iri, message]]);
  const others = follow.map(({ life, plan, because }) => {
    const news = told.get(because ?? first.life.iri) ?? message;
    const stepped = stepLines(life, plan, { ...acting, by: acting.service, news }, table);
    // News is passed on in the words in which it came.
    told.set(life.iri, plan.command === 'news' ? news : stepped.message);
    return { life, plan, stepped };
  });
  return [main, ...others];
}

/** Events of new parts come before that of the whole, under the number of the same change. */
function placed(record: KeptRecord, sequence: number): KeptRecord {
  if (record.table !== 'outbox' || record.value === undefined) return record;
  return outboxRecord(sequence, JSON.parse(record.value) as OutboxEvent);
}

async function namesFor(
  { responsibility }: Performing,
  { life, plan, client, follow }: Committing,
): Promise<(iri: string) => Named | undefined> {
  const iris = [plan.handler, life.handler, client.organisation, ...follow.map((each) => each.plan.handler)];
  const names = await responsibility.name(iris.filter((iri) => iri !== undefined));
  return (iri) => names.get(iri);
}

/** Whose a report is on the reporter's side; a part is of who reported the whole. */
function reporterOf({ channel }: ReportLife, whole: ReportLife): Pick<Owner, 'report' | 'channel'> {
  return { report: whole.iri, channel: channel ?? whole.channel };
}

/** Who did it, as everyone may know: an organisation, a function, or the reporter; never a member of staff. */
function publicAgent(client: Client, { report = '', channel }: Owner, baseUrl: string): string {
  if (client.follows === report || (channel !== undefined && client.id === channel))
    return `${report}#reporter`;
  if (client.organisation !== undefined) return client.organisation;
  const role = (['dispatcher', 'steward', 'administrator'] as const).find((each) => client.roles.has(each));
  return client.id === `${baseUrl}/id/agent/service` ? client.id : `${baseUrl}/id/agent/${role ?? 'client'}`;
}
