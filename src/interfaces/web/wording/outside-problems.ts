import type { ProblemType } from '../../../problem.js';
import type { ProblemWording } from './wording.js';

type OutsideProblem = Extract<
  ProblemType,
  'agreement-not-in-force' | 'peer-failed' | 'service-refused' | 'service-failed'
>;

/** The problems with others: participants of the data space and endpoints, in both languages. */
export const outsideProblems: Readonly<
  Record<'nl' | 'en', Readonly<Record<OutsideProblem, ProblemWording>>>
> = {
  nl: {
    'agreement-not-in-force': {
      title: 'Geen overeenkomst van kracht opent deze gegevens',
      cause:
        'Dit is alleen open voor wie het met ons overeenkwam, en er is geen overeenkomst van kracht, geen lopende overdracht, of het token is er niet van.',
      mend: 'Onderhandel over een overeenkomst, of start de overdracht opnieuw voor een nieuw token; de toelichting zegt wat voorbij is.',
    },
    'peer-failed': {
      title: 'Een andere deelnemer van de dataruimte gaf geen goed antwoord',
      cause:
        'Een andere deelnemer van de dataruimte antwoordde niet, of niet zoals het Dataspace Protocol vraagt.',
      mend: 'Probeer opnieuw; blijft het zo, vraag het die deelnemer. De toelichting zegt wat er mis was.',
    },
    'service-refused': {
      title: 'De zoekvraag bevraagt een eindpunt dat niet bevraagd mag worden',
      cause:
        'De vraag heeft een SERVICE-deel voor een eindpunt dat niet op de lijst van deze dienst staat, of niet op het publieke internet.',
      mend: 'Laat dat deel weg, schrijf SERVICE SILENT, of vraag de beheerder van de dienst om het eindpunt toe te laten.',
    },
    'service-failed': {
      title: 'Een eindpunt in de zoekvraag gaf geen antwoord',
      cause: 'De vraag heeft een SERVICE-deel, en het eindpunt daarin faalde of deed er te lang over.',
      mend: 'Probeer het later opnieuw, of schrijf SERVICE SILENT om zonder dat eindpunt verder te gaan.',
    },
  },
  en: {
    'agreement-not-in-force': {
      title: 'No agreement in force opens this data',
      cause:
        'This is open only to who agreed on it with us, and there is no agreement in force, no transfer that runs, or the token is not its token.',
      mend: 'Negotiate an agreement, or start the transfer again for a new token; the detail says what ended.',
    },
    'peer-failed': {
      title: 'Another participant of the data space gave no good answer',
      cause: 'Another participant of the data space did not answer, or not as the Dataspace Protocol asks.',
      mend: 'Try again; if it goes on, ask that participant. The detail says what was wrong.',
    },
    'service-refused': {
      title: 'The query asks an endpoint that may not be asked',
      cause:
        'The query has a SERVICE clause for an endpoint that is not on the list of this service, or that is not on the public Internet.',
      mend: 'Leave the clause out, write SERVICE SILENT, or ask whoever runs the service to allow the endpoint.',
    },
    'service-failed': {
      title: 'An endpoint in the query gave no answer',
      cause: 'The query has a SERVICE clause, and the endpoint in it failed or took too long.',
      mend: 'Try again later, or write SERVICE SILENT to go on without it.',
    },
  },
};
