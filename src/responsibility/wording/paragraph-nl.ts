import type { LeadMention, ParagraphWording, RegisterMention, RuleMention } from './paragraph.js';

const WHY_OPEN = {
  place: 'want de plek is niet precies genoeg gekend',
  rules:
    'want deze regels gelden samen en geen is specifieker; een ervan is aan te passen, of een mens beslist',
  succession:
    'want wie er geregistreerd staat is gesplitst en geen register zegt welke opvolger deze plek heeft; een mens beslist',
} as const;

function ruleText({ label, set, version, source, page, through, isAgreement }: RuleMention): string {
  const details = [
    [set, version === undefined ? undefined : `versie ${version}`].filter(isSaid).join(', '),
    source === undefined ? undefined : `grond: ${source}`,
    page === undefined ? undefined : `document: ${page}`,
    through === undefined ? undefined : `tot en met ${through}`,
  ].filter(isSaid);
  const what = isAgreement ? 'overeenkomst' : 'regel';
  return `de ${what} "${label}"${details.length > 0 ? ` (${details.join('; ')})` : ''}`;
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function registerText({ register, asOf }: RegisterMention): string {
  return asOf === undefined ? register : `${register}, stand van ${asOf}`;
}

function leadText({ manager, rule, thing }: LeadMention, before: LeadMention | undefined): string {
  if (!rule) return `${manager} als gemeente van de plek`;
  const what = rule.label === before?.rule?.label ? 'dezelfde regel' : ruleText(rule);
  return `${manager} volgens ${what}${thing === undefined ? '' : ` voor ${thing}`}`;
}

function list(
  start: string,
  losers: readonly { readonly rule: string; readonly manager: string }[],
  more: number,
): string {
  const named = losers.map(({ rule, manager }) => `"${rule}": ${manager}`).join('; ');
  return `${start}: ${named}${more > 0 ? ` en nog ${String(more)}` : ''}.`;
}

/** Dutch. */
export const paragraphNl: ParagraphWording = {
  found: (registers, accuracy) => {
    const parts = registers.map((register) => {
      const things = register.things.map(({ thing, distance }) =>
        distance < 1 ? thing : `${thing} op ${String(distance)} m`,
      );
      return `${things.join(' en ')} (${registerText(register)})`;
    });
    const place =
      accuracy === undefined
        ? 'Bij het voorwerp dat de melding noemt'
        : `Op de plek, gekend tot op ${String(accuracy)} m,`;
    return `${place} hebben de registers ${parts.join(', ')}.`;
  },
  nothingFound: (registers) =>
    registers.length === 0
      ? 'Er zijn geen registers om in te kijken.'
      : `Geen register heeft iets op de plek; geraadpleegd: ${registers.map(registerText).join('; ')}.`,
  thingUnknown: 'Geen register heeft het voorwerp zelf waarover de melding gaat.',
  outside:
    'De plek ligt in geen gebied waarvoor iemand gekend is; het dichtstbijzijnde waarvoor dat wel zo is, telt.',
  decided: (manager, rule) => `${manager} volgt uit ${ruleText(rule)}.`,
  fallback: (manager) =>
    `Geen regel geldt hier; als laatste uitweg krijgt ${manager} de melding, als gemeente van de plek, om ze te behandelen of door te geven.`,
  undecided: 'Geen regel geldt hier en er is geen gemeente om op terug te vallen; een mens beslist.',
  open: (leads, why) =>
    `Open tussen ${leads.map((lead, index) => leadText(lead, leads[index - 1])).join(' en ')}, ${WHY_OPEN[why]}.`,
  asked: (question) => `Aan de melder wordt gevraagd: "${question}"`,
  lost: (losers, more) => list('Golden ook, maar minder specifiek', losers, more),
  entrusted: (losers, more) => list('De overeenkomst wijkt af van', losers, more),
  noOther: 'Geen andere kandidaat.',
  unheld: (areas) => `De plek kan ook in ${areas.join(' of in ')} liggen; daar is niemand voor gekend.`,
  chosen: (things) => `De melder heeft gezegd dat het gaat om ${things.join(' en ')}.`,
  excluded: (managers) => `Niet opnieuw gekozen, na weigering: ${managers.join(', ')}.`,
  stale: (register, asOf, age, most) =>
    `Let op: het register ${register} geeft de stand van ${asOf}, ${String(age)} dagen geleden; meer dan ${String(most)} geldt als verouderd.`,
};
