/** A rule of a set that is made up for a test. */
export interface TestRule {
  readonly name: string;
  /** Conditions, in Turtle. */
  readonly conditions: string;
  /** The manager, in Turtle. */
  readonly manager: string;
  /** Category and place of its example, in Turtle. */
  readonly example?: string | undefined;
}

const PREFIXES = `
  @prefix ww: <https://w3id.org/wegwijzer#> . @prefix dct: <http://purl.org/dc/terms/> .
  @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
  @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix cat: <https://w3id.org/wegwijzer/category/> .
  @prefix terrein: <https://data.vlaanderen.be/ns/openbaardomein/terreindeel#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
  @prefix gebied: <https://data.vlaanderen.be/ns/openbaardomein/gebied#> .
  @prefix weg: <https://data.vlaanderen.be/ns/weg#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
  @prefix schema: <http://schema.org/> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> . @prefix sh: <http://www.w3.org/ns/shacl#> .`;

/**
 * A rule set in Turtle.
 * @param change `changeNote` to leave that out, or the first day of the version
 */
export function ruleSetTurtle(
  set: string,
  version: string,
  rules: readonly TestRule[],
  change = '2026-01-01',
): string {
  const note =
    change === 'changeNote' ? '' : `; skos:changeNote "Versie ${version}"@nl, "Version ${version}"@en`;
  const from = change === 'changeNote' ? '2026-01-01' : change;
  return `${PREFIXES}
    <${set}> a ww:RuleSet ; dct:title "Proef"@nl, "Trial"@en ; owl:versionInfo "${version}" ;
      dct:issued "2026-01-01"^^xsd:date ; dct:creator <id/organisation/stad> ;
      schema:validFrom "${from}"^^xsd:date ${note} .
    ${rules.map((rule) => ruleTurtle(set, rule)).join('\n')}`;
}

function ruleTurtle(set: string, { name, conditions, manager, example }: TestRule): string {
  const tested =
    example === undefined ? '' : `; ww:example [ a ww:Example ; ${example} ; ww:expects ${manager} ]`;
  return `<${set}#${name}> a ww:ResponsibilityRule ; dct:isPartOf <${set}> ; skos:prefLabel "regel ${name}"@nl, "rule ${name}"@en ;
    dct:source "proef"@nl ; ${conditions} ; ww:manager ${manager} ${tested} .`;
}
