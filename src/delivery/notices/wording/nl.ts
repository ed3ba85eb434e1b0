import type { NoticeWording } from './wording.js';

const days = new Intl.DateTimeFormat('nl-BE', { dateStyle: 'long', timeZone: 'Europe/Brussels' });

/** Nederlands. */
export const nl: NoticeWording = {
  subject: (category) => `Uw melding: ${category}`,
  followed: (category) => `Melding die u volgt: ${category}`,
  looksOn: 'U volgt een melding van iemand anders. Dit kreeg de melder te horen:',
  look: 'Volg de melding hier:',
  filed: (handler) =>
    handler === undefined
      ? 'We hebben uw melding ontvangen. Een medewerker zoekt uit wie ze kan oplossen.'
      : `We hebben uw melding ontvangen en voorgelegd aan ${handler}.`,
  phase: 'Fase',
  handler: 'Bij',
  nobody: 'een medewerker die uitzoekt wie het kan oplossen',
  expected: 'Oplossing verwacht tegen',
  date: (date) => days.format(date),
  answer: 'Antwoord hier. Deze link is geheim: wie hem heeft, handelt als de melder.',
  follow:
    'Volg uw melding hier, vul ze aan of trek ze in. Deze link is geheim: wie hem heeft, handelt als de melder.',
  stop: 'Geen mails meer over deze melding:',
};
