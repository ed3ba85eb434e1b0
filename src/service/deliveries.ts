import type { Config } from '../config.js';
import {
  type Deliveries,
  readNoticeFacts,
  readReportFacts,
  recordStatus,
  startDeliveries,
} from '../delivery/index.js';
import type { Engine } from '../engine.js';
import { answerRoutes } from '../interfaces/delivery-api/answer.js';
import { deliveryRoutes, registerDeliveryFigures } from '../interfaces/delivery-api/index.js';
import type { FollowOptions } from '../interfaces/follow/index.js';
import type { Route } from '../interfaces/http/reply.js';
import { changeNotices, changeSubscription } from '../reports/index.js';
import { deliveryAllowList } from './notice-means.js';
import type { Parts } from './parts.js';

/**
 * Empties the outbox into inboxes and channels, as the settings have it.
 * @param parts.registry where the figures go
 */
export function deliveriesFor(config: Config, engine: Engine, parts: Parts): Deliveries {
  const { baseUrl, smtpUrl: smtp, mailFrom } = config;
  const { store } = engine;
  const { logger, registry, now } = parts;
  const deliveries: Deliveries = startDeliveries({
    store,
    baseUrl,
    now,
    attempts: config.deliveryAttempts,
    firstDelay: config.deliveryDelay,
    inboxDays: config.inboxDays,
    statusInterval: config.open311Interval,
    recordStatus: (given) => recordStatus({ life: engine.life, baseUrl }, given),
    facts: factsOf(config, engine),
    areasOf: (report) => areasOf(engine, report),
    notices: {
      facts: (event, to) => readNoticeFacts({ ...engine, baseUrl }, event, to),
      end: (report, to) =>
        to === undefined
          ? changeNotices(engine, report, undefined, `${baseUrl}/id/agent/service`)
          : changeSubscription(engine, { report, key: to, isTold: true }, undefined),
    },
    sending: {
      allow: deliveryAllowList(config),
      allowPrivate: config.unsafeOutgoingToPrivateAddresses,
      timeout: config.deliveryTimeout,
      smtp,
      mailFrom,
    },
    onAttempt: registerDeliveryFigures(registry, () => deliveries.figures()),
    onFailure: (error) => {
      logger.error(
        { fault: String(error) },
        'deliveries could not be routed or written, or their statuses asked for; that is tried again',
      );
    },
  });
  return deliveries;
}

/** What those who must know are told by, and what they may set. */
export function deliveryApi(
  config: Config,
  engine: Engine,
  deliveries: Deliveries,
  now: () => Date,
): Route[] {
  const { baseUrl } = config;
  const { store, life, turns } = engine;
  const facts = factsOf(config, engine);
  const routes = deliveryRoutes({
    baseUrl: config.baseUrl,
    deliveries,
    store: engine.store,
    now,
    openStates: [...engine.life.table.states.values()].filter(({ open }) => open).map(({ key }) => key),
    openReport: (report) => engine.openReports.get(report),
    areasFrom: (area) => engine.responsibility.areasFrom(area),
    canMail: config.smtpUrl !== undefined && config.mailFrom !== undefined,
  });
  return [...routes, ...answerRoutes({ baseUrl, store, life, turns, now, facts })];
}

/** The areas of a report, with those that they lie in. */
async function areasOf({ life }: Engine, report: string): Promise<readonly string[]> {
  const found = life.read(report);
  const { area = [] } = found ? await life.ownerOf(found) : {};
  return typeof area === 'string' ? [area] : [...new Set(area)];
}

/** Reads what reports say of themselves, for mails and pages. */
export function factsOf({ baseUrl }: Config, { store, responsibility }: Engine): FollowOptions['facts'] {
  return (report) => readReportFacts(store, responsibility, { baseUrl, report });
}
