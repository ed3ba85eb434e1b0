/** What people read about the notices that they ask for, in one language. */
export interface NoticesWording {
  readonly noAddress: string;
  readonly noMail: string;
  readonly noWebhook: string;
  readonly noSecret: string;
  readonly webhookRefused: string;
}
