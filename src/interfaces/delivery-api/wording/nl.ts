import type { AnswerWording } from './wording.js';

/** Dutch. */
export const nl: AnswerWording = {
  title: 'Is deze melding voor u?',
  intro:
    'Neem ze aan, of weiger ze met een reden. Bij een weigering zoekt Wegwijzer wie ze wel moet krijgen. De melder ziet uw antwoord. Dit kan één keer.',
  about: 'De melding',
  description: 'Wat er gemeld is',
  accept: 'Aannemen',
  refuse: 'Weigeren',
  reason: 'Reden',
  text: 'Toelichting voor de melder',
  done: 'Uw antwoord is bewaard',
  accepted: 'De melding is aangenomen.',
  refused: 'De melding is geweigerd, en er wordt gezocht wie ze wel moet krijgen.',
};
