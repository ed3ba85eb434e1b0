import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ChannelSettings } from '../../delivery/index.js';
import { ProblemError } from '../../problem.js';
import { readLifeTable } from '../../reports/index.js';
import { webAddress, webhookSecret } from '../http/webhook-fields.js';

const SECRET_BYTES = 24;

const EVENTS = ['file', ...readLifeTable().commands].map((command) => `report.${command}`);

const events = z
  .array(
    z.string().refine((event) => EVENTS.includes(event), {
      error: ({ input }) => `"${String(input)}" is no event; there are ${EVENTS.join(', ')}`,
    }),
  )
  .min(1)
  .optional()
  .meta({ description: 'Only these events, such as "report.file"; all where left out.' });

/** The body of `PUT /channels/{name}`. */
export const channelBody = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('webhook'),
      url: webAddress,
      secret: webhookSecret.optional().meta({
        description:
          'Where left out, that of before while the url is the same; else made, and then shown this once.',
      }),
      events,
    }),
    z
      .strictObject({
        kind: z.literal('ldn'),
        inbox: webAddress.optional().meta({ description: 'The inbox itself.' }),
        target: webAddress.optional().meta({
          description: 'What names its inbox by Link or ldp:inbox; looked up when something is sent.',
        }),
        events,
      })
      .refine(({ inbox, target }) => (inbox === undefined) !== (target === undefined), {
        message: 'must have either "inbox" or "target"',
      }),
    z.strictObject({
      kind: z.literal('open311'),
      endpoint: webAddress.meta({ description: 'The address below which requests.json is.' }),
      apiKey: z.string().min(1).max(500).optional().meta({
        description: 'Where left out, that of before; with another endpoint it must be given anew.',
      }),
      jurisdiction: z.string().min(1).max(200).optional(),
      services: z
        .record(z.string(), z.string().min(1).max(200))
        .optional()
        .meta({ description: 'Key of a category → service_code.' }),
      defaultService: z.string().min(1).max(200).optional(),
    }),
    z.strictObject({
      kind: z.literal('email'),
      to: z.email(),
      language: z.enum(['nl', 'en']).default('nl'),
    }),
  ])
  .meta({ id: 'Channel' });

/** The body of `POST /channels/{name}/replay`. */
export const replayBody = z.strictObject({
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Also all that happened since then, though it was delivered.' }),
});

/** The body of `POST /notices/replay`. */
export const noticesReplayBody = z.strictObject({
  report: z.url().optional().meta({ description: 'Only about this report; about all where left out.' }),
});

/** The body of `POST /channels/{name}/pause`. */
export const pauseBody = z.strictObject({ reason: z.string().trim().min(1).max(500).optional() });
export const resumeBody = z.strictObject({});

type Body = z.output<typeof channelBody>;
type BodyOf<K extends Body['kind']> = Extract<Body, { kind: K }>;

/** Settings, with the secret that was made for them, to be shown once. */
interface Asked {
  readonly settings: ChannelSettings;
  readonly newSecret: string | undefined;
}

/**
 * The settings that a body asks for. A secret that it leaves out stays while the address does: whoever may set a channel
 * could have it sent to an address of their own otherwise. That of a webhook is made anew.
 * @throws ProblemError `invalid-parameter` where the key for the former endpoint would go to another one
 */
export function settingsFrom(body: Body, before: ChannelSettings | undefined): Asked {
  if (body.kind === 'webhook') return webhookFrom(body, before);
  if (body.kind === 'open311') return open311From(body, before);
  return { settings: body, newSecret: undefined };
}

function webhookFrom(body: BodyOf<'webhook'>, before: ChannelSettings | undefined): Asked {
  const isKept = before?.kind === 'webhook' && before.secret !== '' && before.url === body.url;
  const known = body.secret ?? (isKept ? before.secret : undefined);
  const secret = known ?? `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  return { settings: { ...body, secret }, newSecret: known === undefined ? secret : undefined };
}

function open311From(body: BodyOf<'open311'>, before: ChannelSettings | undefined): Asked {
  const former = before?.kind === 'open311' ? before : undefined;
  if (body.apiKey === undefined && former?.apiKey !== undefined && former.endpoint !== body.endpoint)
    throw new ProblemError(
      'invalid-parameter',
      'The endpoint is another one, and the key for the former one does not go there: give its "apiKey". Where it takes none, delete the channel and set it anew.',
      { parameter: 'apiKey' },
    );
  return { settings: { ...body, apiKey: body.apiKey ?? former?.apiKey }, newSecret: undefined };
}

/** The addresses that a channel sends to. */
export function addressesOf(settings: ChannelSettings): string[] {
  const found =
    settings.kind === 'webhook'
      ? settings.url
      : settings.kind === 'open311'
        ? settings.endpoint
        : settings.kind === 'ldn'
          ? (settings.inbox ?? settings.target)
          : undefined;
  return found === undefined ? [] : [found];
}
