import { z } from 'zod';
import { about, words } from './config-values.js';

const STREAM = /^(?:all|reports|decisions|register\/[^/\s]+)$/;

/** The settings of the data space. */
export const dataspaceSettings = {
  dataspaceId: z
    .string({ error: 'an IRI, such as did:web:wegwijzer.example.org' })
    .regex(/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i, 'an IRI, such as did:web:wegwijzer.example.org')
    .optional()
    .meta(about('What the service is called in a data space.', 'the public address')),
  dataspaceParticipants: z
    .string({ error: 'a path' })
    .min(1, 'a path')
    .optional()
    .meta(about('File with the other participants of the data space.', 'none')),
  restrictedStreams: words(
    'all, or names of event streams such as reports, decisions, register/trees',
    (word) => STREAM.test(word),
  )
    .default([])
    .meta(about('Event streams that are read under an agreement only: their names, or `all`.', 'none')),
};
