import {
  noticeToken,
  readNoticeChoice,
  readSubscriberChoice,
  subscriberToken,
  type Life,
  type LifeEntry,
  type LifeState,
  type NoticeChoice,
  type OutboxEvent,
  type ReportLife,
} from '../../reports/index.js';
import type { Bilingual, Responsibility } from '../../responsibility/index.js';
import type { GraphStore } from '../../store/graph-store.js';

/** What telling someone takes, as it is when it is told. */
export interface NoticeFacts {
  readonly choice: NoticeChoice;
  /** Whether it is one who follows what another reported. */
  readonly looksOn: boolean;
  /** Secret address at which the one who is told follows the report. */
  readonly follow: string;
  readonly category: Bilingual;
  /** Where the report went with the event. */
  readonly state: LifeState;
  /** Who has it after the event; `undefined` where that is a dispatcher. */
  readonly handler: Bilingual | undefined;
  /** What the one who acted wrote, where that is not the reporter. */
  readonly text: string | undefined;
  /** By when a solution may be expected, ISO 8601, while it is waited for. */
  readonly solveBy: string | undefined;
}

/** What the reporter does, of which others hear. */
const OWN = ['withdraw', 'reopen', 'rate'];

/** What the facts come from. */
export interface NoticeSources {
  readonly store: Pick<GraphStore, 'readRecord' | 'secrets'>;
  readonly life: Pick<Life, 'read' | 'table'>;
  readonly responsibility: Pick<Responsibility, 'name'>;
  readonly baseUrl: string;
}

/**
 * Reads what someone is told; `undefined` where they want nothing any more, were erased, or did it themselves. What a
 * reporter wrote is never told: anyone may file a report and give the addresses of others.
 * @param to key of the subscription of one who follows what another reported; the reporter where not given
 */
export async function readNoticeFacts(
  { store, life, responsibility, baseUrl }: NoticeSources,
  event: OutboxEvent,
  to: string | undefined,
): Promise<NoticeFacts | undefined> {
  const report = life.read(event.report);
  if (!report) return undefined;
  const choice = to === undefined ? readNoticeChoice(store, report.id) : readSubscriberChoice(store, to);
  const token = to === undefined ? noticeToken(store, report.id) : subscriberToken(store, to);
  if (!choice || token === undefined) return undefined;
  const step = stepOf(report, event);
  if (isOwn(step, to)) return undefined;
  const { category } = report.question;
  const iris = [category, ...(event.organisation === null ? [] : [event.organisation])];
  const names = await responsibility.name(iris);
  const state = life.table.state(event.state);
  return {
    choice,
    looksOn: to !== undefined,
    follow: `${baseUrl}/follow/${token}`,
    category: names.get(category)?.label ?? { nl: category, en: category },
    state,
    handler: event.organisation === null ? undefined : names.get(event.organisation)?.label,
    text: textOf(step),
    solveBy: state.open ? report.solveBy : undefined,
  };
}

function stepOf({ history }: ReportLife, event: OutboxEvent): LifeEntry | undefined {
  return history.find(({ time, command }) => time === event.time && `report.${command}` === event.kind);
}

/** Whether the reporter would be told of what the reporter did. */
function isOwn(step: LifeEntry | undefined, to: string | undefined): boolean {
  return to === undefined && step !== undefined && isOfReporter(step) && OWN.includes(step.command);
}

function textOf(step: LifeEntry | undefined): string | undefined {
  return step && !isOfReporter(step) ? step.text : undefined;
}

function isOfReporter({ by }: LifeEntry): boolean {
  return by.endsWith('#reporter');
}
