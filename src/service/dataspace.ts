import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import {
  createDataspace,
  createOffers,
  readParticipants,
  type Behaviour,
  type Dataspace,
  type Datasets,
  type Participant,
} from '../dataspace/index.js';
import type { Engine } from '../engine.js';
import { followTransfers } from './follow-transfers.js';
import { dataspaceRoutes, portionReader, sourceFinder } from '../interfaces/dataspace/index.js';
import { handlerOf, type Route } from '../interfaces/http/reply.js';
import { categoryList } from '../interfaces/linked-data/categories.js';

/** What takes the place of what stewards offer, and of how things go by themselves. */
export interface DataspaceParts {
  readonly datasets: Datasets;
  readonly behaviour: Behaviour;
}

/** What there is to be agreed upon, for the catalogue of the protocol and for that of DCAT. */
export function offeredDatasets(
  { baseUrl }: Pick<Config, 'baseUrl'>,
  { store }: Pick<Engine, 'store'>,
  parts: { readonly dataspace?: DataspaceParts | undefined },
): Datasets {
  return parts.dataspace?.datasets ?? createOffers(store, baseUrl);
}

/** The other participants, as the settings have them. @throws Error where the file with them cannot be used */
export function participantsFor({ dataspaceParticipants: file }: Config): Participant[] {
  return file === undefined ? [] : readParticipants(file);
}

/**
 * Our part in the data space, as the settings have it; messages that waited when the service ended go out now.
 * @param parts.routes those of the saved queries, whose answers may be sent
 */
export function openDataspace(
  config: Config,
  { store, streams, following }: Engine,
  parts: {
    readonly logger: Logger;
    readonly participants: readonly Participant[];
    readonly routes: readonly Route[];
    readonly now: () => Date;
    readonly newId?: (() => string) | undefined;
    readonly dataspace?: DataspaceParts | undefined;
  },
): Dataspace {
  const { baseUrl } = config;
  const onFailure = (error: unknown): void => {
    parts.logger.error({ fault: String(error) }, 'something in the data space could not be done');
  };
  const dataspace = createDataspace({
    store,
    baseUrl,
    id: config.dataspaceId ?? baseUrl,
    participants: parts.participants,
    datasets: offeredDatasets(config, { store }, parts),
    behaviour: parts.dataspace?.behaviour,
    allowPrivate: config.unsafeOutgoingToPrivateAddresses,
    isOpen: config.anonymousRead,
    now: parts.now,
    newId: parts.newId ?? randomUUID,
    data: {
      read: portionReader({ baseUrl, streams, query: handlerOf(parts.routes, '/queries/:name', 'GET') }),
      subscribe: (listener) => streams.subscribe(listener),
    },
    onFailure,
    onChanged: (process) => {
      changed(process);
    },
  });
  const changed = followTransfers(dataspace, following, onFailure);
  return dataspace;
}

/**
 * The addresses of the data space: for participants, and for those who manage our part in it.
 * @param parts.routes those of the streams and the saved queries, which give the data
 */
export function dataspaceInterface(
  { baseUrl, anonymousRead: isOpen }: Config,
  { store, streams }: Engine,
  parts: {
    readonly dataspace: Dataspace;
    readonly routes: readonly Route[];
    readonly now: () => Date;
    readonly newId?: (() => string) | undefined;
  },
): Route[] {
  const categoryIri = (text: string): string | undefined =>
    categoryList({ store, baseUrl }).find(({ id, notation }) => id === text || notation === text)?.id;
  return dataspaceRoutes({
    ...parts,
    baseUrl,
    isOpen,
    stream: handlerOf(parts.routes, '/ldes/*path', 'GET'),
    query: handlerOf(parts.routes, '/queries/:name', 'GET'),
    offers: createOffers(store, baseUrl),
    sourceExists: sourceFinder({ streams, baseUrl, categoryIri }),
    newId: parts.newId ?? randomUUID,
  });
}
