import type { LeadMention, ParagraphWording, RegisterMention, RuleMention } from './paragraph.js';

const WHY_OPEN = {
  place: 'as the place is not known precisely enough',
  rules:
    'as these rules apply together and none is more specific; one of them is to be changed, or a person decides',
  succession:
    'as whoever is recorded was divided and no register says which successor this place belongs to; a person decides',
} as const;

function ruleText({ label, set, version, source, page, through, isAgreement }: RuleMention): string {
  const details = [
    [set, version === undefined ? undefined : `version ${version}`].filter(isSaid).join(', '),
    source === undefined ? undefined : `basis: ${source}`,
    page === undefined ? undefined : `document: ${page}`,
    through === undefined ? undefined : `until ${through}`,
  ].filter(isSaid);
  const what = isAgreement ? 'agreement' : 'rule';
  return `the ${what} "${label}"${details.length > 0 ? ` (${details.join('; ')})` : ''}`;
}

function isSaid(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function registerText({ register, asOf }: RegisterMention): string {
  return asOf === undefined ? register : `${register}, as of ${asOf}`;
}

function leadText({ manager, rule, thing }: LeadMention, before: LeadMention | undefined): string {
  if (!rule) return `${manager} as the municipality of the place`;
  const what = rule.label === before?.rule?.label ? 'the same rule' : ruleText(rule);
  return `${manager} by ${what}${thing === undefined ? '' : ` for ${thing}`}`;
}

function list(
  start: string,
  losers: readonly { readonly rule: string; readonly manager: string }[],
  more: number,
): string {
  const named = losers.map(({ rule, manager }) => `"${rule}": ${manager}`).join('; ');
  return `${start}: ${named}${more > 0 ? ` and ${String(more)} more` : ''}.`;
}

/** English. */
export const paragraphEn: ParagraphWording = {
  found: (registers, accuracy) => {
    const parts = registers.map((register) => {
      const things = register.things.map(({ thing, distance }) =>
        distance < 1 ? thing : `${thing} at ${String(distance)} m`,
      );
      return `${things.join(' and ')} (${registerText(register)})`;
    });
    const place =
      accuracy === undefined
        ? 'At the thing that the report names'
        : `At the place, known to within ${String(accuracy)} m,`;
    return `${place} the registers have ${parts.join(', ')}.`;
  },
  nothingFound: (registers) =>
    registers.length === 0
      ? 'There are no registers to look in.'
      : `No register has anything at the place; consulted: ${registers.map(registerText).join('; ')}.`,
  thingUnknown: 'No register has the very thing that the report is about.',
  outside:
    'The place lies in no area that anybody is known for; the nearest one that somebody is known for counts.',
  decided: (manager, rule) => `${manager} follows from ${ruleText(rule)}.`,
  fallback: (manager) =>
    `No rule holds here; as a last resort ${manager} gets the report, as the municipality of the place, to handle it or pass it on.`,
  undecided: 'No rule holds here and there is no municipality to fall back on; a person decides.',
  open: (leads, why) =>
    `Open between ${leads.map((lead, index) => leadText(lead, leads[index - 1])).join(' and ')}, ${WHY_OPEN[why]}.`,
  asked: (question) => `The reporter is asked: "${question}"`,
  lost: (losers, more) => list('Also applied, but less specific', losers, more),
  entrusted: (losers, more) => list('The agreement derogates from', losers, more),
  noOther: 'No other candidate.',
  unheld: (areas) => `The place may be in ${areas.join(' or in ')} as well; nobody is known for that.`,
  chosen: (things) => `The reporter has said that it is about ${things.join(' and ')}.`,
  excluded: (managers) => `Not chosen again, after refusing: ${managers.join(', ')}.`,
  stale: (register, asOf, age, most) =>
    `Mind: the register ${register} describes ${asOf}, ${String(age)} days ago; more than ${String(most)} counts as stale.`,
};
