/**
 * The vocabularies Wegwijzer speaks, as IRI builders: `obd('beheerder')` is an IRI string.
 * Each IRI base is the one published by its owner (OSLO, W3C, OGC, DCMI, schema.org).
 */

/** A vocabulary: call it with a local name to get the IRI. */
export interface Namespace {
  (localName: string): string;
  readonly base: string;
}

/** Words of a vocabulary that are kept; names that come from outside must not fill the memory. */
const MOST_WORDS = 1000;

/** Each word is put together once: one and the same text is found faster where it is looked up a hundred times a report. */
function namespace(base: string): Namespace {
  const words = new Map<string, string>();
  const wordOf = (localName: string): string => {
    const known = words.get(localName);
    if (known !== undefined) return known;
    if (words.size >= MOST_WORDS) words.clear();
    const iri = base + localName;
    words.set(localName, iri);
    return iri;
  };
  return Object.assign(wordOf, { base });
}

export const rdf = namespace('http://www.w3.org/1999/02/22-rdf-syntax-ns#');
export const rdfs = namespace('http://www.w3.org/2000/01/rdf-schema#');
export const owl = namespace('http://www.w3.org/2002/07/owl#');
export const xsd = namespace('http://www.w3.org/2001/XMLSchema#');
export const skos = namespace('http://www.w3.org/2004/02/skos/core#');
export const sh = namespace('http://www.w3.org/ns/shacl#');
export const prov = namespace('http://www.w3.org/ns/prov#');
export const org = namespace('http://www.w3.org/ns/org#');
export const ldp = namespace('http://www.w3.org/ns/ldp#');
export const dct = namespace('http://purl.org/dc/terms/');
export const dcat = namespace('http://www.w3.org/ns/dcat#');
/** Data Quality Vocabulary (W3C Note, 15 December 2016). */
export const dqv = namespace('http://www.w3.org/ns/dqv#');
export const vcard = namespace('http://www.w3.org/2006/vcard/ns#');
export const spdx = namespace('http://spdx.org/rdf/terms#');
/** VoID; `void` itself is a word of the language. */
export const voidNamespace = namespace('http://rdfs.org/ns/void#');
export const foaf = namespace('http://xmlns.com/foaf/0.1/');
export const schema = namespace('http://schema.org/');
export const adms = namespace('http://www.w3.org/ns/adms#');
export const locn = namespace('http://www.w3.org/ns/locn#');
export const geo = namespace('http://www.opengis.net/ont/geosparql#');
export const wgs84 = namespace('http://www.w3.org/2003/01/geo/wgs84_pos#');
export const oa = namespace('http://www.w3.org/ns/oa#');
export const activityStreams = namespace('https://www.w3.org/ns/activitystreams#');
export const odrl = namespace('http://www.w3.org/ns/odrl/2/');
export const m8g = namespace('http://data.europa.eu/m8g/');
export const ldes = namespace('https://w3id.org/ldes#');
export const tree = namespace('https://w3id.org/tree#');

export const melding = namespace('https://data.vlaanderen.be/ns/melding#');
export const obd = namespace('https://data.vlaanderen.be/ns/openbaardomein#');
export const infra = namespace('https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#');
export const vegetatie = namespace('https://data.vlaanderen.be/ns/openbaardomein/vegetatie#');
export const terrein = namespace('https://data.vlaanderen.be/ns/openbaardomein/terreindeel#');
export const water = namespace('https://data.vlaanderen.be/ns/openbaardomein/waterdeel#');
export const gebied = namespace('https://data.vlaanderen.be/ns/openbaardomein/gebied#');
export const weg = namespace('https://data.vlaanderen.be/ns/weg#');
export const generiek = namespace('https://data.vlaanderen.be/ns/generiek#');
export const mobiliteit = namespace('https://data.vlaanderen.be/ns/mobiliteit#');

/** The terms that Wegwijzer mints itself; see `ontology/wegwijzer.ttl`. */
export const ww = namespace('https://w3id.org/wegwijzer#');
/** The concepts of the category scheme; see `ontology/categories/`. */
export const category = namespace('https://w3id.org/wegwijzer/category/');

/** Prefixes for writing Turtle and TriG that a person can read. */
export const prefixes: Readonly<Record<string, string>> = {
  rdf: rdf.base,
  rdfs: rdfs.base,
  owl: owl.base,
  xsd: xsd.base,
  skos: skos.base,
  sh: sh.base,
  prov: prov.base,
  org: org.base,
  dct: dct.base,
  vcard: vcard.base,
  spdx: spdx.base,
  void: voidNamespace.base,
  foaf: foaf.base,
  schema: schema.base,
  adms: adms.base,
  locn: locn.base,
  geo: geo.base,
  oa: oa.base,
  m8g: m8g.base,
  as: activityStreams.base,
  dcat: dcat.base,
  odrl: odrl.base,
  dqv: dqv.base,
  ldes: ldes.base,
  tree: tree.base,
  m: melding.base,
  obd: obd.base,
  infra: infra.base,
  veg: vegetatie.base,
  terrein: terrein.base,
  water: water.base,
  gebied: gebied.base,
  weg: weg.base,
  generiek: generiek.base,
  ww: ww.base,
  cat: category.base,
};
