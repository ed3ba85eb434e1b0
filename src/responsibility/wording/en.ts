import type { CompassPoint } from '../../spatial/index.js';
import type { Ambiguity } from '../model.js';
import type { SentenceParts, Thing, Wording } from './wording.js';

const ROLES = { asset: 'the thing', ground: 'the ground', road: 'the road', area: 'the area' } as const;

const COMPASS: Readonly<Record<CompassPoint, string>> = {
  N: 'north',
  NE: 'north-east',
  E: 'east',
  SE: 'south-east',
  S: 'south',
  SW: 'south-west',
  W: 'west',
  NW: 'north-west',
};

const WHY_OPEN: Readonly<Record<Ambiguity, string>> = {
  place: 'because the place is not known precisely enough',
  rules: 'because two rules say so equally; a person looks into it',
  succession: 'because it is not known who took over here; a person looks into it',
};

function thing({ role, kind, name }: Thing): string {
  const what = kind?.toLocaleLowerCase('en');
  if (what === undefined || (role === 'road' && name !== undefined)) return name ?? ROLES[role];
  return name === undefined ? what : `${what} ${name}`;
}

function source({ thing: about, distance, register, asOf }: SentenceParts): string {
  if (!about) return '';
  const where =
    distance === undefined || distance < 1 ? 'at this place' : `${String(Math.round(distance))} m away`;
  const day = asOf === undefined ? '' : `, as of ${asOf}`;
  return ` This follows from ${thing(about)} ${where}${register === undefined ? '' : ` (register ${register}${day})`}.`;
}

function sentence(parts: SentenceParts): string {
  const { outcome, ambiguity, manager, rule, candidates } = parts;
  if (outcome === 'decided') return `${manager ?? ''} is responsible: ${rule ?? ''}.${source(parts)}`;
  if (outcome === 'ambiguous')
    return `Not certain yet: ${candidates.join(' or ')} may be responsible, ${WHY_OPEN[ambiguity ?? 'place']}.`;
  if (outcome === 'fallback')
    return `No rule says who manages this; ${manager ?? ''} gets the report as the municipality of this place and can pass it on.`;
  return 'Nobody found: this place lies in no municipality that we know, and no rule fits it.';
}

/** English. */
export const en: Wording = {
  thing,
  sentence,
  side: (road, towards, area) =>
    `the ${COMPASS[towards]} side of ${road}${area === undefined ? '' : ` (${area})`}`,
  placed: (what, towards) => `${what} to the ${COMPASS[towards]} of the place`,
  question: (things, role) =>
    role === 'area'
      ? `Is the place in ${things.join(' or in ')}?`
      : `Is it about ${things.join(' or about ')}?`,
  lost: (rule, winner) => `The rule "${rule}" is less specific than "${winner}".`,
  entrusted: (rule, agreement) => `An agreement derogates from the rule "${rule}": "${agreement}".`,
  succeeded: (from, to, date) => `${from} has been succeeded by ${to} since ${date}.`,
};
