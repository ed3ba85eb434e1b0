import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A member of a stream, in Turtle. */
export interface TestMember {
  /** Number of the version, which its IRI ends with. */
  readonly version: number | string;
  /** Key of the bench that it is a version of. */
  readonly bench?: string;
  readonly time?: string;
  readonly manager?: string;
  readonly isDeleted?: boolean;
  /** Turtle in the place of all that is usual. */
  readonly turtle?: string;
}

/** What an address of the publisher answers. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A publisher of an event stream that does what it is told. */
export interface Publisher {
  readonly url: string;
  /** Requests that came, by path. */
  readonly asked: string[];
  /** Sets what a path answers: Turtle, or anything. */
  set(path: string, answer: string | Answer): void;
  close(): Promise<void>;
}

export const PREFIXES = `
  @prefix as: <https://www.w3.org/ns/activitystreams#> . @prefix dct: <http://purl.org/dc/terms/> .
  @prefix geo: <http://www.opengis.net/ont/geosparql#> .
  @prefix infra: <https://data.vlaanderen.be/ns/openbaardomein/infrastructuur#> .
  @prefix ldes: <https://w3id.org/ldes#> . @prefix locn: <http://www.w3.org/ns/locn#> .
  @prefix obd: <https://data.vlaanderen.be/ns/openbaardomein#> . @prefix prov: <http://www.w3.org/ns/prov#> .
  @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix tree: <https://w3id.org/tree#> .
  @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
`;

/** What every page says of its stream. */
export const STREAM = `</stream> a ldes:EventStream ; tree:view </stream> ;
  ldes:versionOfPath dct:isVersionOf ; ldes:timestampPath prov:generatedAtTime ;
  ldes:versionDeleteObject as:Delete ; ldes:pollingInterval 3600 .\n`;

/** Where the benches are. */
export const THINGS = 'https://partner.example/id/bench/';

export function member({
  version,
  bench = '1',
  time = `2026-11-0${String(version)}T10:00:00Z`,
  ...rest
}: TestMember): string {
  const iri = `</stream/version/${String(version)}>`;
  const listed = `</stream> tree:member ${iri} .\n`;
  if (rest.turtle !== undefined) return `${listed}${iri} ${rest.turtle} .\n`;
  const of = `${iri} dct:isVersionOf <${THINGS}${bench}> ; prov:generatedAtTime "${time}"^^xsd:dateTime`;
  if (rest.isDeleted) return `${listed}${of} ; a as:Delete .\n`;
  return `${listed}${of} ; a as:Update, infra:Zitbank ; obd:beheerder <https://partner.example/id/org/${rest.manager ?? 'a'}> ;
    locn:geometry [ a locn:Geometry ; geo:asWKT "POINT (3.7 51.05)"^^geo:wktLiteral ] .\n`;
}

/** A relation without condition. */
export function leads(to: string): string {
  return `<> tree:relation [ a tree:Relation ; tree:node <${to}> ] .\n`;
}

/** What says that a page never changes. */
export const CLOSED = '<> ldes:immutable true .\n';

/** @param port a free one where not given */
export async function startPublisher(port = 0): Promise<Publisher> {
  const answers = new Map<string, string | Answer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = answers.get(path) ?? answers.get('*');
    if (typeof answer === 'function') answer(request, response);
    else if (answer === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/turtle' }).end(PREFIXES + answer);
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    set: (path, answer) => answers.set(path, answer),
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
