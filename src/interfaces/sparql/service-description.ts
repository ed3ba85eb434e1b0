import type { Site } from '../http/reply.js';

/** What the endpoint can do, in Turtle (SPARQL 1.1 Service Description). */
export function serviceDescription({ baseUrl }: Site): string {
  return `@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix format: <http://www.w3.org/ns/formats/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<${baseUrl}/sparql> a sd:Service ;
  sd:endpoint <${baseUrl}/sparql> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:resultFormat
    format:SPARQL_Results_JSON , format:SPARQL_Results_XML , format:SPARQL_Results_CSV , format:SPARQL_Results_TSV ,
    format:Turtle , format:N-Triples , format:RDF_XML , format:JSON-LD ;
  rdfs:seeAlso <${baseUrl}/void> ;
  sd:defaultDataset <${baseUrl}/void#dataset> .

<${baseUrl}/void#dataset> a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] .
`;
}
