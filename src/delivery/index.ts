/** Bringing what happens to those who must know: out of the outbox, through channels, until it is there. */
export { startDeliveries, type Deliveries, type DeliveryParts } from './delivery.js';
export type { LaneFigures } from './drain/lane.js';
export type { Inbox, InboxItem } from './inbox/inbox.js';
export { messageRecord } from './keys.js';
export type { Delivery, Message, Outcome, Send } from './model.js';
