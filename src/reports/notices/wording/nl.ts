import type { NoticesWording } from './wording.js';

/** Nederlands. */
export const nl: NoticesWording = {
  noAddress: 'Om bericht te krijgen via e-mail is een e-mailadres nodig. Geef "email", of laat "notify" weg.',
  noMail: 'Deze dienst verstuurt geen e-mail. Laat "notify" weg en volg de melding met de geheime link.',
  noWebhook:
    'Om bericht te krijgen via een webhook is een adres nodig. Geef "webhook", of laat "notify" weg.',
  noSecret:
    'Berichten aan een webhook worden ondertekend. Geef een "webhookSecret": "whsec_" en 24 tot 64 bytes in base64.',
  webhookRefused:
    'Naar dit adres stuurt deze dienst niets. De beheerder van de dienst laat adressen toe met deliveryTargets.',
};
