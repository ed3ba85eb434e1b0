/** The rules that Gent adds to the general ones. A ground class outranks a category, so a rule about a category is
 * written once for every kind of ground it is meant for. */
import { nearest } from './assets.mjs';
import { pointWkt } from './geometry.mjs';
import { GENT_AREA, who } from './organisations.mjs';
import { block, document, geometry, iri, labels, text } from './turtle.mjs';

export const RULE_SET = 'id/rules/gent-demo';
const UTILITY = 'https://data.vlaanderen.be/id/concept/Nutsvoorzieningscodes/';

export const telenetCabinet = nearest('nutskast', [120, -250]);

const PUBLIC_GROUND = {
  trottoir: ['terrein:Trottoir', 'op een trottoir', 'on a footway'],
  groenvlak: ['terrein:Groenvlak', 'op openbaar groen', 'on public green'],
  voetweg: ['terrein:Voetweg', 'op een voetweg', 'on a footpath'],
  speelterrein: ['terrein:Speelterrein', 'op een speelterrein', 'on a playground'],
  park: ['gebied:Park', 'in een park', 'in a park'],
  elders: [undefined, 'waar geen grond of weg gekend is', 'where no ground or road is known'],
};
const ANY_GROUND = {
  terreindeel: ['terrein:Terreindeel', 'op elk terrein', 'on any terrain'],
  gebied: ['gebied:Gebied', 'in elk gebied', 'in any site'],
  waterdeel: ['water:Waterdeel', 'langs elk water', 'by any water'],
  weg: ['weg:Wegsegment', 'op elke weg', 'on any road'],
  elders: PUBLIC_GROUND.elders,
};

/** One rule for each kind of ground. */
const onGround = (key, grounds, category, { manager, nl, en }) =>
  Object.entries(grounds).map(([ground, [groundClass, where, whereEn]]) => ({
    ...{ key: `${key}-${ground}`, groundClass, category, manager },
    ...{ nl: nl.replace('…', where), en: en.replace('…', whereEn) },
    example: [
      ['ww:category', `cat:${EXAMPLE_CATEGORIES[category]}`],
      groundClass && ['ww:groundClass', groundClass],
      ['ww:area', iri(GENT_AREA)],
    ],
  }));

/** What a report in an example is about: a category below the rule's own, where there is one. */
const EXAMPLE_CATEGORIES = {
  zwerfvuil: 'sluikstort',
  'straatverlichting-defect': 'straatverlichting-defect',
  ratten: 'ratten',
};
const about = (asset, category) => [
  ['ww:category', `cat:${category}`],
  ['ww:asset', iri(`id/asset/${asset.key}`)],
];
const withCode = (letter) => [['infra:nutsvoorzieningscode', iri(UTILITY + letter)]];
/** Places where the demo knows what is there, beside the described ones. */
const PLACES = {
  'zwerfvuil-groenvlak': [['ww:category', 'cat:zwerfvuil-op-straat'], geometry(pointWkt([-390, 330]))],
  'straatverlichting-park': [
    ['ww:category', 'cat:straatverlichting-defect'],
    geometry(pointWkt([-280, 120])),
  ],
  'ratten-terreindeel': [['ww:category', 'cat:ratten'], geometry(pointWkt([194.5, 80]))],
};
const RULES = [
  {
    ...{ key: 'telenetkast', asset: `id/asset/${telenetCabinet.key}`, manager: who.telenet, anywhere: true },
    ...{ nl: 'deze telecomkast is van Telenet', en: 'this telecom cabinet belongs to Telenet' },
    source: 'Opgave van de eigenaar (fictief)',
    example: about(telenetCabinet, 'nutskast-beschadigd'),
  },
  {
    ...{ key: 'telecomkast', attributes: withCode('T'), assetClass: 'infra:Nutskast', manager: who.proximus },
    ...{ nl: 'een telecomkast in Gent is voor Proximus', en: 'a telecom cabinet in Ghent is for Proximus' },
    example: about(nearest('nutskast', [200, -180]), 'nutskast-beschadigd'),
  },
  {
    ...{
      key: 'elektriciteitskast',
      attributes: withCode('E'),
      assetClass: 'infra:Nutskast',
      manager: who.fluvius,
    },
    ...{
      nl: 'een elektriciteitskast in Gent is voor Fluvius',
      en: 'an electricity cabinet in Ghent is for Fluvius',
    },
    example: about(nearest('nutskast', [200, -148]), 'nutskast-beschadigd'),
  },
  ...onGround('zwerfvuil', PUBLIC_GROUND, 'zwerfvuil', {
    ...{ manager: who.ivago, nl: 'afval … in Gent is voor IVAGO', en: 'waste … in Ghent is for IVAGO' },
  }),
  ...onGround('straatverlichting', PUBLIC_GROUND, 'straatverlichting-defect', {
    ...{
      manager: who.fluvius,
      nl: 'straatverlichting … in Gent is voor Fluvius',
      en: 'street lighting … in Ghent is for Fluvius',
    },
  }),
  ...onGround('ratten', ANY_GROUND, 'ratten', {
    ...{
      manager: who.gent,
      nl: 'ratten … in Gent zijn voor de stad',
      en: 'rats … in Ghent are for the city',
    },
  }),
];

function exampleOf(lines, { manager }) {
  const all = [['a', 'ww:Example'], ...lines.filter(Boolean), ['ww:expects', iri(manager)]];
  return ['ww:example', `[ ${all.map((pair) => pair.join(' ')).join(' ; ')} ]`];
}

function ruleBlock(rule) {
  return block(`${RULE_SET}#${rule.key}`, 'ww:ResponsibilityRule', [
    labels(rule),
    rule.asset && ['ww:asset', iri(rule.asset)],
    ...(rule.attributes ?? []).map(([path, value]) => [
      'ww:attribute',
      `[ sh:path ${path} ; sh:hasValue ${value} ]`,
    ]),
    rule.assetClass && ['ww:assetClass', rule.assetClass],
    rule.groundClass && ['ww:groundClass', rule.groundClass],
    rule.category && ['ww:category', `cat:${rule.category}`],
    !rule.anywhere && ['ww:area', iri(GENT_AREA)],
    ['ww:manager', iri(rule.manager)],
    ['dct:source', text(rule.source ?? 'Afspraak in de demo (fictief)', 'nl')],
    ['dct:isPartOf', iri(RULE_SET)],
    exampleOf(rule.example, rule),
    PLACES[rule.key] && exampleOf(PLACES[rule.key], rule),
  ]);
}

export function rulesTtl() {
  const ruleSet = block(RULE_SET, 'ww:RuleSet', [
    [
      'dct:title',
      `${text('Afspraken van de demo in Gent', 'nl')}, ${text('Agreements of the Ghent demo', 'en')}`,
    ],
    ['owl:versionInfo', text('2')],
    ['dct:issued', '"2026-01-05"^^xsd:date'],
    ['schema:validFrom', '"2026-01-05"^^xsd:date'],
    [
      'skos:changeNote',
      `${text('Elke regel heeft een voorbeeld', 'nl')}, ${text('Every rule has an example', 'en')}`,
    ],
    ['dct:creator', iri(who.gent)],
  ]);
  return document(
    [
      'What Gent adds to the general rules. Waste and street lighting are given to a company on footways, green, paths,',
      'playgrounds and in parks; on a carriageway, verge or cycle path the manager of the road stays responsible.',
    ],
    [ruleSet, ...RULES.map(ruleBlock)],
  );
}
