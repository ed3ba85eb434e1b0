import type { Client } from '../../access/index.js';
import {
  deadLetters,
  listedChannel,
  requeue,
  withoutDeliveries,
  type Channel,
  type ChannelSettings,
} from '../../delivery/index.js';
import { ProblemError } from '../../problem.js';
import type { KeptRecord } from '../../store/graph-store.js';
import { readJsonBody } from '../http/json-body.js';
import { jsonReply, uncached, type HttpRequest, type Reply, type RequestContext } from '../http/reply.js';
import { audited } from './audited.js';
import { addressesOf, channelBody, pauseBody, replayBody, resumeBody, settingsFrom } from './channel-body.js';
import type { DeliveryApiOptions } from './index.js';
import { organisationFor } from './organisation.js';

const NAME = /^[a-z0-9-]{1,40}$/;
const MOST_DEAD = 100;
/** Channels that an organisation may have. */
const MOST_CHANNELS = 20;

/** The channels of an organisation with how much waits: `GET /channels`. */
export async function listChannels(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { deliveries, store } = options;
  const { organisation } = await organisationFor(deliveries, request, context, 'delivery.manage');
  await deliveries.routed();
  const channels = deliveries.channels.of(organisation).map((channel) => listedChannel(store, channel));
  return uncached(jsonReply({ organisation, channels }));
}

/** One channel, without its secrets: `GET /channels/{name}`. */
export async function showChannel(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { channel } = await existing(options, request, context);
  return uncached(jsonReply(listedChannel(options.store, channel)));
}

/** Sets a channel: `PUT /channels/{name}`. A secret that was made is in this answer alone. */
export async function putChannel(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { deliveries, store, now } = options;
  const { organisation, client } = await organisationFor(deliveries, request, context, 'delivery.manage');
  const name = request.params.name ?? '';
  if (!NAME.test(name))
    throw new ProblemError('invalid-parameter', 'A channel is named in at most 40 of a–z, 0–9 and "-".', {
      parameter: 'name',
      example: 'main',
    });
  const before = deliveries.channels.get(organisation, name);
  if (!before && deliveries.channels.of(organisation).length >= MOST_CHANNELS)
    throw new ProblemError(
      'invalid-parameter',
      `An organisation has at most ${String(MOST_CHANNELS)} channels; delete one first.`,
      { parameter: 'name' },
    );
  const body = await readJsonBody(request, channelBody);
  const { settings, newSecret } = settingsFrom(body, before?.settings);
  check(options, settings);
  const channel: Channel = {
    organisation,
    name,
    settings,
    changed: now().toISOString(),
    ...(before?.paused ? { paused: before.paused } : {}),
  };
  // What waited in another kind of channel would be sent in the wrong way.
  const keep = before && before.settings.kind !== settings.kind ? withoutDeliveries(store, before) : [];
  await deliveries.channels.put(channel, {
    agent: client.id,
    keep: [...keep, done(options, client, context, `Channel set: ${name} of ${organisation}`)],
  });
  deliveries.refresh(channel);
  const listed = listedChannel(store, channel);
  const content = newSecret === undefined ? listed : { ...listed, secret: newSecret };
  return uncached(jsonReply(content, { status: before ? 200 : 201 }));
}

/** Removes a channel with all that waits for it: `DELETE /channels/{name}`. */
export async function deleteChannel(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { deliveries, store } = options;
  const { channel, client } = await existing(options, request, context);
  await deliveries.channels.remove(channel, {
    agent: client.id,
    keep: [
      ...withoutDeliveries(store, channel),
      done(options, client, context, `Channel removed: ${channel.name} of ${channel.organisation}`),
    ],
  });
  deliveries.refresh(channel);
  return { status: 204 };
}

/** What was given up: `GET /channels/{name}/dead`. */
export async function listDead(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { channel } = await existing(options, request, context);
  return uncached(jsonReply({ dead: deadLetters(options.store, channel, MOST_DEAD) }));
}

/** `POST /channels/{name}/pause`, `resume` and `replay`. */
export async function commandChannel(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { command = '' } = request.params;
  if (command === 'pause') return pause(options, request, context);
  if (command === 'resume') return resume(options, request, context);
  if (command === 'replay') return replay(options, request, context);
  throw new ProblemError(
    'not-found',
    `There is no command "${command}"; there are pause, resume and replay.`,
  );
}

async function pause(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { deliveries, now } = options;
  const { channel, client } = await existing(options, request, context);
  const { reason = 'Paused by hand.' } = await readJsonBody(request, pauseBody);
  const paused: Channel = { ...channel, paused: { since: now().toISOString(), reason } };
  await deliveries.channels.put(paused, {
    agent: client.id,
    keep: [done(options, client, context, `Channel paused: ${channel.name} of ${channel.organisation}`)],
  });
  deliveries.refresh(paused);
  return uncached(jsonReply(listedChannel(options.store, paused)));
}

async function resume(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { deliveries, store } = options;
  const { channel, client } = await existing(options, request, context);
  await readJsonBody(request, resumeBody);
  const { organisation, name, settings, changed } = channel;
  const resumed: Channel = { organisation, name, settings, changed };
  await deliveries.channels.put(resumed, {
    agent: client.id,
    keep: [done(options, client, context, `Channel resumed: ${name} of ${organisation}`)],
  });
  await requeue(store, resumed, { agent: client.id, dead: false });
  deliveries.refresh(resumed);
  return uncached(jsonReply(listedChannel(store, resumed)));
}

async function replay(
  options: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<Reply> {
  const { deliveries, store } = options;
  const { channel, client } = await existing(options, request, context);
  const { since } = await readJsonBody(request, replayBody);
  const revived = await requeue(store, channel, { agent: client.id, dead: true });
  const again = since === undefined ? 0 : await deliveries.replay(channel, new Date(since), client.id);
  deliveries.refresh(channel);
  return uncached(jsonReply({ ...listedChannel(store, channel), revived, again }));
}

async function existing(
  { deliveries }: DeliveryApiOptions,
  request: HttpRequest,
  context: RequestContext,
): Promise<{ readonly channel: Channel; readonly client: Client }> {
  const { organisation, client } = await organisationFor(deliveries, request, context, 'delivery.manage');
  await deliveries.routed();
  const channel = deliveries.channels.get(organisation, request.params.name ?? '');
  if (channel) return { channel, client };
  throw new ProblemError('not-found', `<${organisation}> has no channel "${request.params.name ?? ''}".`);
}

function check({ deliveries, canMail }: DeliveryApiOptions, settings: ChannelSettings): void {
  for (const address of addressesOf(settings)) deliveries.checkTarget(address);
  if (settings.kind === 'email' && !canMail)
    throw new ProblemError(
      'invalid-parameter',
      'This service sends no mail: an operator sets smtpUrl and mailFrom.',
      {
        parameter: 'kind',
      },
    );
}

function done(
  options: DeliveryApiOptions,
  { id: client }: Client,
  context: RequestContext,
  reason: string,
): KeptRecord {
  return audited(options, context, { client, action: 'delivery.manage', reason });
}
