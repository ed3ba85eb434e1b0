import type { FormWording } from './wording.js';

/** English. */
export const en: FormWording = {
  title: 'Report it',
  intro: 'What you describe here becomes public. Name no one.',
  description: 'What is wrong?',
  contact: 'How can we reach you? (optional)',
  contactNote: 'Only those who handle the report see this. You can have it erased at any time.',
  name: 'Name',
  email: 'E-mail address',
  phone: 'Telephone number',
  notify: 'Send me an e-mail at each step',
  send: 'Send the report',
  again: 'Ask something else',
  filed: {
    title: 'Your report was received',
    keep: 'With this secret link you follow your report, add to it or withdraw it. Keep it: it is shown only once.',
    follow: 'Follow your report',
    publicPage: 'What everyone sees of your report, and why it is with this manager',
    duplicates: 'This may have been reported already',
  },
};
