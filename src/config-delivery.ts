import { z } from 'zod';
import { about, duration, secret, webAddress, wholeNumber, words } from './config-values.js';

const isTarget = (text: string): boolean => text === 'any-public' || webAddress('').safeParse(text).success;
const HOUR = 3_600_000;

/** The settings of bringing what happens to those who must know. */
export const deliverySettings = {
  deliveryTargets: words(
    'http or https addresses without query, separated by commas, or any-public',
    isTarget,
  )
    .default([])
    .meta(
      about(
        'Addresses that channels may send to, with all below them, separated by commas; `any-public` for every public one.',
        'none',
      ),
    ),
  deliveryTimeout: duration('a time from 100 ms to 5 min, such as "10 s"', 100, 300_000)
    .default(10_000)
    .meta(about('Longest that one attempt to deliver may take.', '10 s')),
  deliveryDelay: duration('a time from 1 ms to 1 h, such as "5 s"', 1, HOUR)
    .default(5000)
    .meta(about('Time before a failed delivery is tried again; twice as long each further time.', '5 s')),
  deliveryAttempts: wholeNumber('a whole number from 1 to 100', 1, 100)
    .default(20)
    .meta(about('Attempts after which a delivery becomes a dead letter.', '20')),
  open311Interval: duration('a time from 10 ms to 1 day, such as "15 min"', 10, 24 * HOUR)
    .default(HOUR / 4)
    .meta(
      about(
        'Time until an Open311 endpoint is asked what became of a request; twice as long each time that nothing changed.',
        '15 min',
      ),
    ),
  inboxDays: wholeNumber('a whole number from 1 to 3650', 1, 3650)
    .default(180)
    .meta(
      about('Days for which inboxes keep what happened; open reports stay as long as they are open.', '180'),
    ),
  smtpUrl: z
    .string({ error: 'an smtp or smtps address' })
    .regex(/^smtps?:\/\/\S+$/, 'an smtp or smtps address, such as smtp://user:password@mail.example.org:587')
    .optional()
    .meta(
      secret(
        'Server that takes mail, with user and password where it wants them (percent-encode / : @).',
        'none',
      ),
    ),
  mailFrom: z
    .string({ error: 'an e-mail address' })
    .regex(/^[^\r\n]+@[^\r\n]+$/, 'an e-mail address')
    .optional()
    .meta(about('Address that mail comes from.', 'none')),
};
