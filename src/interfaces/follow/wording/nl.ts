import type { FollowWording } from './wording.js';

const days = new Intl.DateTimeFormat('nl-BE', { dateStyle: 'long', timeZone: 'Europe/Brussels' });
const moments = new Intl.DateTimeFormat('nl-BE', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'Europe/Brussels',
});

/** Dutch. */
export const nl: FollowWording = {
  status: 'Status',
  phase: 'Fase',
  handler: 'Bij',
  nobody: 'een medewerker die uitzoekt wie het kan oplossen',
  expected: 'Oplossing verwacht tegen',
  reported: 'Gemeld op',
  publicPage: 'Wat iedereen van deze melding ziet',
  timeline: 'Verloop',
  parts: 'De delen van uw melding',
  filed: 'Uw melding is ontvangen.',
  lookingOn: 'U volgt een melding van iemand anders.',
  secret: 'Deze pagina heeft een geheim adres. Wie het kent, handelt als de melder: geef het niet door.',
  looksSecret: 'Deze pagina heeft een geheim adres. Wie het kent, kan kiezen waar uw berichten heen gaan.',
  date: (date) => days.format(date),
  moment: (date) => moments.format(date),
  done: {
    answer: 'Uw antwoord is verstuurd.',
    addition: 'Uw aanvulling is toegevoegd.',
    withdraw: 'Uw melding is ingetrokken.',
    reopen: 'Uw melding is heropend.',
    rate: 'Uw beoordeling is bewaard.',
    notices: 'U krijgt voortaan bericht via e-mail.',
    files: 'Uw bestanden zijn toegevoegd.',
  },
  answer: { title: 'Beantwoord de vraag', text: 'Uw antwoord', send: 'Verstuur het antwoord' },
  choice: { title: 'Help ons de juiste dienst te vinden', text: 'Wat klopt?', send: 'Dit klopt' },
  addition: { title: 'Vul aan', text: 'Wat moeten we nog weten?', send: 'Voeg toe' },
  withdraw: {
    title: 'Trek de melding in',
    text: 'Waarom? (hoeft niet)',
    send: 'Trek mijn melding in',
  },
  reopen: { title: 'Is het niet in orde?', text: 'Wat is er nog mis?', send: 'Heropen mijn melding' },
  rate: {
    title: 'Beoordeel de oplossing',
    question: 'Hoe tevreden bent u?',
    stars: ['Heel ontevreden', 'Ontevreden', 'Gaat wel', 'Tevreden', 'Heel tevreden'],
    text: 'Toelichting (hoeft niet)',
    reopen: 'Het is niet opgelost: heropen mijn melding (bij ontevreden)',
    send: 'Verstuur de beoordeling',
  },
  files: {
    title: 'Foto’s en documenten',
    kinds: {
      'image/jpeg': 'Foto',
      'image/png': 'Foto',
      'image/webp': 'Foto',
      'image/heic': 'Foto',
      'application/pdf': 'Document',
    },
    held: 'Nog niet openbaar: alleen u en wie de melding behandelt, zien dit.',
    add: 'Voeg foto’s of een document toe',
    intro:
      'Plaats en toestel worden eruit gehaald. Iedereen ziet ze pas als wie de melding behandelt, ze vrijgeeft.',
    choose: 'Bestanden',
    send: 'Voeg toe',
  },
  notices: {
    title: 'Bericht krijgen',
    byEmail: (address) => `U krijgt bericht op ${address} als er iets verandert.`,
    byWebhook: 'Uw toepassing krijgt bericht als er iets verandert.',
    none: 'U krijgt geen bericht als er iets verandert. Wilt u dat wel?',
    email: 'Uw e-mailadres (alleen voor wie de melding behandelt)',
    followerEmail: 'Uw e-mailadres (alleen om u bericht te sturen)',
    send: 'Hou mij op de hoogte',
    stopTitle: 'Berichten over uw melding',
    stopIntro: 'Wilt u geen berichten meer over deze melding? De melding zelf gaat gewoon verder.',
    stop: 'Stuur mij geen berichten meer',
    stopped: 'U krijgt geen berichten meer over deze melding.',
    back: 'Naar uw melding',
  },
  personal: {
    title: 'Uw gegevens',
    kept: (afterEnd, atMost) =>
      `We bewaren ze tot ${String(afterEnd)} dagen na het einde van de melding, en nooit langer dan ${String(atMost)} dagen.`,
    readers: 'Wie ze bekeken heeft',
    noReaders: 'Niemand heeft ze bekeken.',
    export: 'Download alles (JSON-LD)',
    erase: 'Wis mijn gegevens',
    eraseIntro:
      'Uw naam en hoe u te bereiken bent, uw bestanden en deze link worden gewist. De melding zelf blijft, zonder u.',
    sure: 'Ik weet dat dit niet ongedaan kan worden gemaakt.',
    eraseNow: 'Wis nu',
    erasedTitle: 'Uw gegevens zijn gewist',
    erased:
      'Niets zegt nog wie de melding deed. De melding zelf wordt verder behandeld. Deze link werkt niet meer.',
  },
};
