import type { FormWording } from './wording.js';

/** Dutch. */
export const nl: FormWording = {
  title: 'Meld het',
  intro: 'Wat u hier beschrijft, wordt openbaar. Noem niemand.',
  description: 'Wat scheelt er?',
  contact: 'Hoe kunnen we u bereiken? (hoeft niet)',
  contactNote: 'Alleen wie de melding behandelt, ziet dit. U kunt het altijd laten wissen.',
  name: 'Naam',
  email: 'E-mailadres',
  phone: 'Telefoonnummer',
  notify: 'Stuur mij een e-mail bij elke stap',
  send: 'Verstuur de melding',
  again: 'Stel een andere vraag',
  filed: {
    title: 'Uw melding is ontvangen',
    keep: 'Met deze geheime link volgt u uw melding, vult u ze aan of trekt u ze in. Bewaar hem: u ziet hem maar één keer.',
    follow: 'Volg uw melding',
    publicPage: 'Wat iedereen van uw melding ziet, en waarom ze bij deze beheerder ligt',
    duplicates: 'Misschien is dit al gemeld',
  },
};
