/** Bringing what happens to those who must know: out of the outbox, through channels, until it is there. */
export {
  deadLetters,
  listedChannel,
  requeue,
  withoutDeliveries,
  type ListedChannel,
} from './channels/administer.js';
export { readChannels, type Channels } from './channels/channels.js';
export type { Channel, ChannelSettings } from './channels/settings.js';
export { startDeliveries, type Deliveries, type DeliveryParts } from './delivery.js';
export type { LaneFigures } from './drain/lane.js';
export { readAnswerLink, usedLink, type AnswerLink } from './email/answer-links.js';
export type { Inbox, InboxItem } from './inbox/inbox.js';
export { messageRecord } from './keys.js';
export type { Delivery, Message, Outcome, Send } from './model.js';
export type { DeadNotice, Notices } from './notices/given-up.js';
export { readNoticeFacts, type NoticeFacts } from './notices/notice-facts.js';
export { readReportFacts } from './report-facts.js';
export type { ReportFacts } from './sending/task.js';
export { signatureOf } from './webhook/send-webhook.js';
export { recordStatus } from './open311/record-status.js';
export type { Backlog, DeadLetter } from './waiting.js';
