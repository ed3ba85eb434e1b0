import type { FollowWording } from './wording.js';

/** English. */
export const en: FollowWording = {
  stopTitle: 'Notices about your report',
  stopIntro: 'Do you want no more notices about this report? The report itself goes on.',
  stop: 'Send me no more notices',
  stopped: 'You get no more notices about this report.',
  back: 'To your report',
};
