import type { Step, StepWording } from './wording.js';

const forwarded = ({ to, state }: Step): string =>
  state === 'unassigned' || to === undefined
    ? 'Een medewerker zoekt nu uit wie het kan oplossen; u hoeft niets opnieuw te melden.'
    : `We hebben ze voorgelegd aan ${to}; u hoeft niets opnieuw te melden.`;

const SENTENCES: Readonly<Record<string, (step: Step) => string | undefined>> = {
  accept: ({ by = 'De beheerder' }) => `${by} heeft uw melding aanvaard.`,
  refuse: (step) =>
    `${step.by ?? 'De beheerder'} kan uw melding niet behandelen (${(step.refusal ?? 'reden in de tekst').toLowerCase()}). ${forwarded(step)}`,
  transfer: ({ by = 'De beheerder', to = 'een andere organisatie' }) =>
    `${by} heeft uw melding overgedragen aan ${to}.`,
  assign: ({ to = 'een beheerder' }) => `Een medewerker heeft uw melding voorgelegd aan ${to}.`,
  start: ({ by = 'De beheerder' }) => `${by} is begonnen met uw melding.`,
  question: ({ by = 'De beheerder' }) => `${by} heeft een vraag voor u.`,
  answer: () => 'U hebt de vraag beantwoord. Er wordt verder aan uw melding gewerkt.',
  choose: ({ state, to }) =>
    state === 'unassigned' || to === undefined
      ? 'U hebt de plaats verduidelijkt. Een medewerker zoekt uit wie het kan oplossen.'
      : `U hebt de plaats verduidelijkt. Uw melding ligt nu bij ${to}.`,
  addition: () => 'Er is informatie toegevoegd.',
  resolve: ({ by = 'De beheerder' }) => `${by} heeft het probleem opgelost.`,
  split: () => 'Uw melding is verdeeld over verschillende diensten. Ze is klaar als elk deel klaar is.',
  relate: () => 'Uw melding is in verband gebracht met een andere.',
  reopen: ({ news }) =>
    news === undefined
      ? undefined
      : 'De melding waarmee de uwe samen werd opgevolgd, is ingetrokken. De uwe wordt op zichzelf verder opgevolgd; u hoeft niets opnieuw te melden.',
  rate: ({ state }) =>
    state === 'reopened' || state === 'unassigned'
      ? 'U was niet tevreden met de oplossing. Uw melding is heropend.'
      : 'Bedankt voor uw beoordeling.',
  escalate: ({ to = 'De beheerder' }) =>
    `${to} heeft niet op tijd geantwoord. Een medewerker zoekt nu uit wie het kan oplossen.`,
  redecide: ({ state, to }) =>
    state === 'unassigned' || to === undefined
      ? 'Er is iets gewijzigd in de gegevens over de plaats. Een medewerker zoekt nu uit wie het kan oplossen; u hoeft niets opnieuw te melden.'
      : `Er is iets gewijzigd in de gegevens over de plaats. Uw melding ligt nu bij ${to}; u hoeft niets opnieuw te melden.`,
  remind: () => 'Uw melding had al opgelost moeten zijn. Wie ze behandelt, is daaraan herinnerd.',
  news: ({ state, news = 'er is nieuws.' }) =>
    state === 'split'
      ? `Over een deel van uw melding: “${news}”`
      : `Over de melding waarmee de uwe samen wordt opgevolgd: “${news}”`,
};

/** Nederlands. */
export const nl: StepWording = (step) => SENTENCES[step.command]?.(step);
