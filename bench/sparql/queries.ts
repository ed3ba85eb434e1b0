/** Queries that all engines are asked alike. */
const PREFIXES = `PREFIX obd: <https://data.vlaanderen.be/ns/openbaardomein#>
PREFIX infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#>
PREFIX locn: <http://www.w3.org/ns/locn#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
`;

/** Everything about one asset. */
export function lookUp(baseUrl: string, index: number): string {
  return `SELECT ?p ?o WHERE { <${baseUrl}/id/asset/synthetic-${String(index).padStart(7, '0')}> ?p ?o }`;
}

/** What takes the engine long enough to tell what the way to it adds. */
export const heavyQueries: Readonly<Record<string, string>> = {
  aggregation: `${PREFIXES} SELECT ?manager (COUNT(?asset) AS ?n) WHERE { ?asset obd:beheerder ?manager } GROUP BY ?manager ORDER BY DESC(?n)`,
  path: `${PREFIXES} SELECT ?class (COUNT(?asset) AS ?n) WHERE { ?asset obd:beheerder/^obd:beheerder ?other . ?asset skos:prefLabel "Asset 7"@nl . ?asset a/rdfs:subClassOf* ?class . ?other locn:geometry/geo:asWKT ?wkt } GROUP BY ?class`,
};

/** A graph of so many triples. */
export function graphOf(triples: number): string {
  return `CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT ${String(triples)}`;
}

/** A product of four copies of the graph, which no machine counts. */
export const ENDLESS = 'SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }';
