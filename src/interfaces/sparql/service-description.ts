import type { Site } from '../http/reply.js';

/** Formats by the names that W3C gives them (https://www.w3.org/ns/formats/). */
const RESULT_FORMATS = [
  'SPARQL_Results_JSON',
  'SPARQL_Results_XML',
  'SPARQL_Results_CSV',
  'SPARQL_Results_TSV',
  'Turtle',
  'N-Triples',
  'N-Quads',
  'TriG',
  'RDF_XML',
  'JSON-LD',
];
const INPUT_FORMATS = ['Turtle', 'N-Triples', 'RDF_XML', 'JSON-LD'];

/** What the endpoint can do, in Turtle (SPARQL 1.1 Service Description, section 3). */
export function serviceDescription({ baseUrl }: Site): string {
  const formats = (names: readonly string[]): string =>
    names.map((name) => `<http://www.w3.org/ns/formats/${name}>`).join(' ,\n    ');
  return `@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<${baseUrl}/sparql> a sd:Service ;
  sd:endpoint <${baseUrl}/sparql> ;
  dct:title "Wegwijzer SPARQL"@en ;
  sd:supportedLanguage sd:SPARQL11Query , sd:SPARQL11Update ;
  sd:feature sd:UnionDefaultGraph , sd:EmptyGraphs , sd:BasicFederatedQuery ;
  sd:resultFormat
    ${formats(RESULT_FORMATS)} ;
  sd:inputFormat
    ${formats(INPUT_FORMATS)} ;
  rdfs:seeAlso <${baseUrl}/void> ;
  sd:defaultDataset <${baseUrl}/void#dataset> ;
  sd:availableGraphs <${baseUrl}/void#dataset> .

<${baseUrl}/void#dataset> a sd:Dataset , sd:GraphCollection ;
  dct:description "The default graph is the union of all public graphs; each is also there by its name."@en ;
  sd:defaultGraph <${baseUrl}/void#union> .

<${baseUrl}/void#union> a sd:Graph .
`;
}
