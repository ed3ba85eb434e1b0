import type { FollowWording } from './wording.js';

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/Brussels' });
const moments = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/Brussels',
});

/** English. */
export const en: FollowWording = {
  status: 'Status',
  phase: 'Phase',
  handler: 'With',
  nobody: 'a member of staff who finds out who can solve it',
  expected: 'Solution expected by',
  reported: 'Reported on',
  publicPage: 'What everyone sees of this report',
  timeline: 'What happened so far',
  parts: 'The parts of your report',
  filed: 'Your report was received.',
  lookingOn: 'You follow what someone else reported.',
  secret: 'This page has a secret address. Whoever knows it acts as the reporter, so do not pass it on.',
  looksSecret: 'This page has a secret address. Whoever knows it can choose where your notices go.',
  date: (date) => days.format(date),
  moment: (date) => moments.format(date),
  done: {
    answer: 'Your answer was sent.',
    addition: 'What you wrote was added.',
    withdraw: 'Your report was withdrawn.',
    reopen: 'Your report was reopened.',
    rate: 'Your rating was kept.',
    notices: 'From now on you are told by e-mail.',
    files: 'Your files are added.',
  },
  answer: { title: 'Answer the question', text: 'Your answer', send: 'Send the answer' },
  choice: { title: 'Help us find the right service', text: 'Which is right?', send: 'This is right' },
  addition: { title: 'Add to it', text: 'What else should we know?', send: 'Add' },
  withdraw: { title: 'Withdraw the report', text: 'Why? (optional)', send: 'Withdraw my report' },
  reopen: { title: 'Is it not right?', text: 'What is still wrong?', send: 'Reopen my report' },
  rate: {
    title: 'Rate the solution',
    question: 'How content are you?',
    stars: ['Very discontent', 'Discontent', 'So-so', 'Content', 'Very content'],
    text: 'Explanation (optional)',
    reopen: 'It is not solved: reopen my report (when discontent)',
    send: 'Send the rating',
  },
  files: {
    title: 'Photos and documents',
    kinds: {
      'image/jpeg': 'Photo',
      'image/png': 'Photo',
      'image/webp': 'Photo',
      'image/heic': 'Photo',
      'application/pdf': 'Document',
    },
    held: 'Not public yet: only you and those who handle the report see this.',
    add: 'Add photos or a document',
    intro:
      'Place and device are taken out. Everyone sees them only when those who handle the report release them.',
    choose: 'Files',
    send: 'Add',
  },
  notices: {
    title: 'Being told',
    byEmail: (address) => `You are told at ${address} when something changes.`,
    byWebhook: 'Your application is told when something changes.',
    none: 'You are not told when something changes. Would you like to be?',
    email: 'Your e-mail address (only for those who handle the report)',
    followerEmail: 'Your e-mail address (only to send you notices)',
    send: 'Keep me informed',
    stopTitle: 'Notices about your report',
    stopIntro: 'Do you want no more notices about this report? The report itself goes on.',
    stop: 'Send me no more notices',
    stopped: 'You get no more notices about this report.',
    back: 'To your report',
  },
  personal: {
    title: 'Your data',
    kept: (afterEnd, atMost) =>
      `We keep it until ${String(afterEnd)} days after the end of the report, and never longer than ${String(atMost)} days.`,
    readers: 'Who looked at it',
    noReaders: 'Nobody has looked at it.',
    export: 'Download all of it (JSON-LD)',
    erase: 'Erase my data',
    eraseIntro:
      'Your name and how to reach you, your files and this link are erased. The report itself stays, without you.',
    sure: 'I know that this cannot be undone.',
    eraseNow: 'Erase now',
    erasedTitle: 'Your data is erased',
    erased: 'Nothing says any more who reported this. The report itself goes on. This link no longer works.',
  },
};
