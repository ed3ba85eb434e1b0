import type { OutboxEvent } from '../../reports/index.js';

/** Where what happens to reports is brought; what differs by kind is in `settings`. */
export interface Channel {
  /** IRI of the organisation or unit that it belongs to. */
  readonly organisation: string;
  /** What the organisation calls it. */
  readonly name: string;
  readonly settings: ChannelSettings;
  /** Since when nothing goes through it, and why. */
  readonly paused?: { readonly since: string; readonly reason: string };
  /** ISO 8601 in UTC. */
  readonly changed: string;
}

/** HTTP POST of JSON-LD, signed (Standard Webhooks 1.0). */
export interface WebhookSettings {
  readonly kind: 'webhook';
  readonly url: string;
  /** `whsec_` and base64. */
  readonly secret: string;
  readonly events?: readonly string[] | undefined;
}

/** A Linked Data Notifications inbox (W3C Recommendation 2017): its address, or that of what has it. */
export interface LdnSettings {
  readonly kind: 'ldn';
  readonly inbox?: string | undefined;
  readonly target?: string | undefined;
  readonly events?: readonly string[] | undefined;
}

/** An Open311 GeoReport v2 endpoint. */
export interface Open311Settings {
  readonly kind: 'open311';
  /** The address below which `requests.json` is. */
  readonly endpoint: string;
  readonly apiKey?: string | undefined;
  readonly jurisdiction?: string | undefined;
  /** Key of the category → code of the service there. */
  readonly services?: Readonly<Record<string, string>> | undefined;
  readonly defaultService?: string | undefined;
}

/** E-mail, with a link to answer without an account. */
export interface EmailSettings {
  readonly kind: 'email';
  readonly to: string;
  readonly language: 'nl' | 'en';
}

export type ChannelSettings = WebhookSettings | LdnSettings | Open311Settings | EmailSettings;

/** Settings that nobody may read back. */
const SECRETS: readonly string[] = ['secret', 'apiKey'];

/** The settings without what nobody may read back. */
export function publicSettings(settings: ChannelSettings): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !SECRETS.includes(name)));
}

/** The settings that nobody may read back. */
export function secretSettings(settings: ChannelSettings): object {
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => SECRETS.includes(name) && value !== undefined),
  );
}

/**
 * Whether an event goes through a channel.
 * @param isHolder whether the channel is of the one who has the report after it
 */
export function wants(settings: ChannelSettings, event: OutboxEvent, isHolder: boolean): boolean {
  switch (settings.kind) {
    case 'webhook':
    case 'ldn':
      return settings.events === undefined || settings.events.includes(event.kind);
    case 'open311':
      // An endpoint takes new requests alone (GeoReport v2, POST Service Request).
      return isHolder && event.state === 'offered' && event.organisation !== event.previous;
    case 'email':
      return isHolder && isMailed(event);
  }
}

/** What a person wants mail of also where the report was theirs: that it comes back or is late, and what the reporter says. */
const MAILED = ['file', 'refuse', 'transfer', 'assign', 'reopen', 'answer', 'addition', 'withdraw', 'remind'];

/** A report that comes is mailed whatever brings it, also a choice of the reporter or a new decision. */
function isMailed({ kind, state, organisation, previous }: OutboxEvent): boolean {
  const command = kind.replace(/^report\./, '');
  const comesBack = command === 'rate' && state === 'reopened';
  return organisation !== previous || comesBack || MAILED.includes(command);
}
