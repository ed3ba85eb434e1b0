import type { ChannelSettings } from '../channels/settings.js';
import type { Outcome } from '../model.js';
import type { OutboxEvent } from '../../reports/index.js';

/** What a report says of itself, for those who get it in another form than RDF. */
export interface ReportFacts {
  readonly description: string | undefined;
  /** IRI of the category, and what it is called. */
  readonly category: string;
  readonly categoryLabel: { readonly nl: string; readonly en: string };
  readonly lon: number | undefined;
  readonly lat: number | undefined;
}

/** One delivery with all that sending it takes. */
export interface SendTask {
  /** Id of the delivery, the same at each attempt. */
  readonly id: string;
  readonly event: OutboxEvent;
  readonly settings: ChannelSettings;
  /** Unix time of the attempt, in seconds. */
  readonly timestamp: number;
  /** For channels that bring the report itself. */
  readonly facts?: ReportFacts;
  /** Secret address at which the report can be answered, once. */
  readonly answerLink?: string;
}

/** A mail as it is sent. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Further header fields. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A mail with the id of its delivery. */
export interface MailTask {
  readonly id: string;
  readonly mail: Mail;
}

/** How the thread that sends is set up. */
export interface SendingSetup {
  readonly baseUrl: string;
  /** Addresses that may be sent to, with all below them; or every public one. */
  readonly allow: readonly string[] | 'any-public';
  readonly allowPrivate: boolean;
  /** Milliseconds for one attempt. */
  readonly timeout: number;
  /** SMTP server, as `smtp://user:password@host:port`. */
  readonly smtp: string | undefined;
  readonly mailFrom: string | undefined;
}

/** What the main thread says to the thread that sends: tasks by their number. */
export type ToSender = readonly { readonly number: number; readonly task: SendTask | MailTask }[];
/** What it says back. */
export type FromSender = readonly { readonly number: number; readonly outcome: Outcome }[];
