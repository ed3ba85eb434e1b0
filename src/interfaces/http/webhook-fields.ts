import { z } from 'zod';

/** An address to which something may be sent. */
export const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** A secret that webhooks are signed with, as in Standard Webhooks 1.0. */
export const webhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be "whsec_" and 24 to 64 bytes in base64');
