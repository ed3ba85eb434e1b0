/** Files that people add to reports: checked, cleaned, kept encrypted. */
export { createAttachments } from './attachments.js';
export type { Attachment, AttachmentParts, Attachments } from './attachments.js';
export { cleanAttachment } from './clean.js';
export type { Cleaned } from './clean.js';
export type { AttachmentType } from './kinds.js';
