import type { CompassPoint } from '../../spatial/index.js';
import type { Ambiguity } from '../model.js';
import type { SentenceParts, Thing, Wording } from './wording.js';

const ROLES = { asset: 'het voorwerp', ground: 'het terrein', road: 'de weg', area: 'het gebied' } as const;

const COMPASS: Readonly<Record<CompassPoint, string>> = {
  N: 'noorden',
  NE: 'noordoosten',
  E: 'oosten',
  SE: 'zuidoosten',
  S: 'zuiden',
  SW: 'zuidwesten',
  W: 'westen',
  NW: 'noordwesten',
};

const WHY_OPEN: Readonly<Record<Ambiguity, string>> = {
  place: 'want de plek is niet precies genoeg gekend',
  rules: 'want twee regels zeggen het even stellig; een medewerker kijkt het na',
  succession: 'want het is niet gekend wie het hier heeft overgenomen; een medewerker kijkt het na',
};

function thing({ role, kind, name }: Thing): string {
  const what = kind?.toLocaleLowerCase('nl');
  if (what === undefined || (role === 'road' && name !== undefined)) return name ?? ROLES[role];
  return name === undefined ? what : `${what} ${name}`;
}

function source({ thing: about, distance, register, asOf }: SentenceParts): string {
  if (!about) return '';
  const where =
    distance === undefined || distance < 1 ? 'op deze plek' : `op ${String(Math.round(distance))} m`;
  const day = asOf === undefined ? '' : `, stand van ${asOf}`;
  return ` Dat volgt uit ${thing(about)} ${where}${register === undefined ? '' : ` (register ${register}${day})`}.`;
}

function sentence(parts: SentenceParts): string {
  const { outcome, ambiguity, manager, rule, candidates } = parts;
  if (outcome === 'decided') return `${manager ?? ''} is verantwoordelijk: ${rule ?? ''}.${source(parts)}`;
  if (outcome === 'ambiguous')
    return `Nog niet zeker: ${candidates.join(' of ')} kan verantwoordelijk zijn, ${WHY_OPEN[ambiguity ?? 'place']}.`;
  if (outcome === 'fallback')
    return `Geen regel zegt wie dit beheert; ${manager ?? ''} krijgt de melding als gemeente van deze plek en kan ze doorgeven.`;
  return 'Niemand gevonden: deze plek ligt in geen gemeente die we kennen, en geen regel past erop.';
}

/** Dutch. */
export const nl: Wording = {
  thing,
  sentence,
  side: (road, towards, area) =>
    `de kant in het ${COMPASS[towards]} van ${road}${area === undefined ? '' : ` (${area})`}`,
  placed: (what, towards) => `${what} ten ${COMPASS[towards]} van de plek`,
  question: (things, role) =>
    role === 'area' ? `Ligt de plek in ${things.join(' of in ')}?` : `Gaat het om ${things.join(' of om ')}?`,
  lost: (rule, winner) => `De regel "${rule}" is minder specifiek dan "${winner}".`,
  entrusted: (rule, agreement) => `Van de regel "${rule}" wijkt een overeenkomst af: "${agreement}".`,
  succeeded: (from, to, date) => `${from} is sinds ${date} opgevolgd door ${to}.`,
};
