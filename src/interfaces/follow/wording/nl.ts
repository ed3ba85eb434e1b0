import type { FollowWording } from './wording.js';

/** Dutch. */
export const nl: FollowWording = {
  stopTitle: 'Berichten over uw melding',
  stopIntro: 'Wilt u geen berichten meer over deze melding? Uw melding zelf gaat gewoon verder.',
  stop: 'Stuur mij geen berichten meer',
  stopped: 'U krijgt geen berichten meer over deze melding.',
  back: 'Naar uw melding',
};
