import { existsSync, readFileSync } from 'node:fs';
import type { Quad } from '@rdfjs/types';
import { Parser, Store } from 'n3';
import SHACLValidator from 'rdf-validate-shacl';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeCatalogue } from '#wegwijzer/catalogue/index.js';
import { createDocumentLoader } from '#wegwijzer/rdf/contexts.js';
import { rdfMediaTypes, type RdfMediaType } from '#wegwijzer/rdf/media-types.js';
import { parseRdf } from '#wegwijzer/rdf/parse.js';
import { catalogueTerms } from '#wegwijzer/config-catalogue.js';
import { readConfig } from '#wegwijzer/config.js';
import { PROJECT } from '../support/engine.js';
import type { Participant } from '#wegwijzer/dataspace/index.js';
import { keyOf } from '../dataspace/managed.js';
import { BASE, startTestService, type TestService } from './service.js';

const DCAT = 'http://www.w3.org/ns/dcat#';
const DCT = 'http://purl.org/dc/terms/';
const ODRL = 'http://www.w3.org/ns/odrl/2/';
const SKOS = 'http://www.w3.org/2004/02/skos/core#';
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const EU_SHAPES = `${PROJECT}../shared/conformance/dcat-ap/`;
const LICENCE = 'https://creativecommons.org/publicdomain/zero/1.0/';

/** A dataset in the catalogue of the Dataspace Protocol. */
interface DspDataset {
  readonly '@id': string;
  readonly title: readonly { readonly '@value': string }[];
  readonly hasPolicy: readonly { readonly '@id': string }[];
  readonly distribution: readonly { '@id': string; format: string; accessService: string }[];
}

let service: TestService;
let quads: Quad[];
beforeAll(async () => {
  service = await startTestService({
    licence: LICENCE,
    publisher: 'https://data.vlaanderen.be/id/organisatie/OVO000001',
    publisherName: 'Stad Voorbeeld',
    contactEmail: 'data@voorbeeld.be',
  });
  quads = new Parser().parse(await (await catalogue('text/turtle')).text());
});

it('A publisher whose IRI has a fragment has a contact with an IRI all the same', () => {
  const content = {
    iri: `${BASE}/catalog`,
    terms: {
      ...catalogueTerms(readConfig({ flags: { baseUrl: BASE } })),
      publisher: 'https://org.example/#us',
    },
    datasets: [],
    services: [],
    made: '2026-11-28T09:00:00Z',
  };
  const contacts = describeCatalogue(content).filter(({ predicate }) =>
    predicate.value.endsWith('#contactPoint'),
  );
  expect(contacts.map(({ object }) => object.value)).toEqual([`${BASE}/catalog#contact`]);
});

async function catalogue(accept: string, of = service): Promise<Response> {
  const response = await of.get('/catalog', { accept });
  expect(response.status).toBe(200);
  return response;
}

function parsed(text: string, mediaType: RdfMediaType): Promise<Quad[]> {
  return parseRdf(text, {
    mediaType,
    baseIri: `${BASE}/catalog`,
    documentLoader: createDocumentLoader(BASE),
  });
}

function objects(subject: string | undefined, property: string, among = quads): string[] {
  return among
    .filter(
      (quad) =>
        (subject === undefined || quad.subject.value === subject) && quad.predicate.value === property,
    )
    .map(({ object }) => object.value);
}

/** What some shapes have against some quads, as "focus path message". */
async function violations(shapes: readonly string[], data: readonly Quad[]): Promise<string[]> {
  const texts = shapes.flatMap((path) =>
    new Parser({ baseIRI: 'http://shapes/' }).parse(readFileSync(path, 'utf8')),
  );
  const validator = new SHACLValidator(new Store(texts));
  const report = await validator.validate(new Store([...data]));
  return report.results
    .filter(({ severity }) => severity.value.endsWith('#Violation'))
    .map(({ focusNode, path, message }) =>
      [focusNode.value, (path as { value?: string } | null)?.value, message[0]?.value].join(' '),
    );
}

const OWN = [`${PROJECT}shapes/catalogue/dcat-ap-vl.ttl`];

describe('The catalogue', () => {
  it('has reports, decisions, every register, the rules and the categories', () => {
    const datasets = objects(`${BASE}/catalog`, `${DCAT}dataset`);
    expect(datasets).toEqual(
      expect.arrayContaining([
        `${BASE}/ldes/reports`,
        `${BASE}/ldes/decisions`,
        `${BASE}/ldes/register/demo-assets`,
        `${BASE}/catalog#dataset/rules`,
        `${BASE}/catalog#dataset/categories`,
      ]),
    );
    const { length } = [...new Set(datasets)].filter((iri) => iri.includes('/register/'));
    expect(length).toBe(objects(undefined, `${DCT}relation`).length);
    expect(objects(`${BASE}/ldes/reports`, `${DCT}license`)).toEqual([]);
    expect(objects(`${BASE}/catalog`, `${DCT}license`)).toEqual([LICENCE]);
  });

  it('states the licence of each distribution and each service', () => {
    for (const type of ['Distribution', 'DataService']) {
      const things = quads.filter(
        ({ predicate, object }) => predicate.value === TYPE && object.value === DCAT + type,
      );
      expect(things.length).toBeGreaterThan(3);
      for (const { subject } of things)
        expect([subject.value, objects(subject.value, `${DCT}license`)]).toEqual([subject.value, [LICENCE]]);
    }
  });

  it('leads to each view of a stream by a service of the protocol LDES, and to SPARQL and the intake', () => {
    const serviceOf = (endpoint: string): string | undefined =>
      quads.find(
        ({ predicate, object }) => predicate.value === `${DCAT}endpointURL` && object.value === endpoint,
      )?.subject.value;
    const byArea = serviceOf(`${BASE}/ldes/register/demo-assets/by-area`);
    expect(objects(byArea, `${DCT}conformsTo`)).toEqual([
      'https://data.vlaanderen.be/id/concept/dataserviceprotocol/LDES',
    ]);
    expect(objects(byArea, `${DCAT}servesDataset`)).toEqual([`${BASE}/ldes/register/demo-assets`]);
    expect(objects(serviceOf(`${BASE}/sparql`), `${DCT}conformsTo`)).toEqual([
      'http://www.w3.org/TR/sparql11-protocol/',
    ]);
    expect(serviceOf(`${BASE}/reports`)).toBeDefined();
  });

  it('names only addresses that answer, with the format it says', async () => {
    const addresses = [
      ...objects(undefined, `${DCAT}downloadURL`),
      ...objects(undefined, `${DCAT}endpointDescription`),
    ];
    for (const address of new Set(addresses)) {
      const response = await service.get(address);
      expect([address, response.status]).toEqual([address, 200]);
    }
    for (const address of new Set(objects(undefined, `${DCAT}downloadURL`)))
      expect((await service.get(address, { accept: 'text/turtle' })).headers.get('content-type')).toMatch(
        /^text\/turtle/,
      );
  });

  it('meets our shapes of DCAT-AP Vlaanderen', async () => {
    expect(await violations(OWN, quads)).toEqual([]);
  });

  it.each([
    ['Catalog', ['identifier', 'title', 'description', 'publisher', 'contactPoint']],
    ['Dataset', ['identifier', 'title', 'description', 'publisher', 'contactPoint', 'accessRights']],
    ['Distribution', ['identifier', 'accessURL']],
    [
      'DataService',
      [
        'identifier',
        'title',
        'contactPoint',
        'endpointURL',
        'endpointDescription',
        'accessRights',
        'publisher',
      ],
    ],
    ['CatalogRecord', ['identifier', 'modified', 'primaryTopic']],
    ['http://xmlns.com/foaf/0.1/Agent', ['name']],
  ])('would not meet them without what is mandatory of a %s', async (type, properties) => {
    const full = type.includes(':') ? type : DCAT + type;
    const focus = quads.find(({ predicate, object }) => predicate.value === TYPE && object.value === full)
      ?.subject.value;
    for (const property of properties) {
      const less = quads.filter(
        ({ subject, predicate }) =>
          subject.value !== focus || !new RegExp(`[/#]${property}$`).test(predicate.value),
      );
      expect(less.length).toBeLessThan(quads.length);
      const found = await violations(OWN, less);
      expect([property, found.some((text) => text.startsWith(`${focus ?? ''} `))]).toEqual([property, true]);
    }
  });

  const isThere = existsSync(EU_SHAPES);
  it.skipIf(!isThere)(
    `meets the shapes of DCAT-AP 3.0${isThere ? '' : ` (skipped: there are none in ${EU_SHAPES})`}`,
    async () => {
      for (const name of ['shapes.ttl', 'range.ttl'])
        expect([name, await violations([EU_SHAPES + name], quads)]).toEqual([name, []]);
    },
  );

  it('says the same in every format, RDF/XML nested inside the catalogue', async () => {
    const expected = new Set(quads.map((quad) => JSON.stringify(quad)));
    for (const type of rdfMediaTypes) {
      const text = await (await catalogue(type)).text();
      const read = new Set((await parsed(text, type)).map((quad) => JSON.stringify(quad)));
      expect([type, read]).toEqual([type, expected]);
    }
    const xml = await (await catalogue('application/rdf+xml')).text();
    expect(xml.match(/^ {2}<(?!\/)/gm)).toHaveLength(1);
    expect(xml).toMatch(/<dcat:dataset>\s*<dcat:Dataset rdf:about=/);
    const inRoot = (property: string): number =>
      [...xml.matchAll(new RegExp(`^ {4}<dcat:${property}>\\n {6}<dcat:`, 'gm'))].length;
    for (const property of ['dataset', 'service'] as const) {
      const linked = quads.filter(({ predicate }) => predicate.value.endsWith(`dcat#${property}`));
      expect([property, inRoot(property)]).toEqual([property, linked.length]);
      expect(linked.length).toBeGreaterThan(1);
    }
    const rights = [...xml.matchAll(/<dct:accessRights(.)/g)].map(([, next]) => next);
    expect(new Set(rights)).toEqual(new Set(['>']));
  });

  it('has the very offers of the data space: datasets, titles, terms and ways of transfer alike', async () => {
    const authorization = `Bearer ${await keyOf(service, 'steward')}`;
    const terms = {
      purposes: ['https://example.org/purpose/maintenance'],
      duration: 'P1Y',
      distribution: false,
    };
    for (const [name, source] of [
      ['reports', '/ldes/reports'],
      ['near', '/queries/reports-near?metres=300'],
    ] as const) {
      const body = JSON.stringify({ title: { nl: `Aanbod ${name}`, en: `Offer ${name}` }, source, terms });
      const headers = { authorization, 'content-type': 'application/json' };
      const put = await service.get(`/dataspace/offers/${name}`, headers, { method: 'PUT', body });
      expect(put.status).toBe(201);
    }
    const partner = { id: 'did:web:x', purposes: terms.purposes } as unknown as Participant;
    const { dataset = [] } = service.dataspace.provider.catalogue(partner) as { dataset?: DspDataset[] };
    expect(dataset).toHaveLength(2);

    const dcat = new Parser().parse(await (await catalogue('text/turtle')).text());
    const offered = objects(undefined, `${ODRL}hasPolicy`, dcat);
    expect(new Set(offered)).toEqual(
      new Set(dataset.flatMap(({ hasPolicy }) => hasPolicy.map((one) => one['@id']))),
    );
    expect(objects(`${BASE}/catalog`, `${DCAT}dataset`, dcat)).toEqual(
      expect.arrayContaining(dataset.map((one) => one['@id'])),
    );
    for (const { '@id': id, title, hasPolicy, distribution } of dataset) {
      expect(new Set(objects(id, `${DCT}title`, dcat))).toEqual(new Set(title.map((one) => one['@value'])));
      expect(objects(id, `${ODRL}hasPolicy`, dcat)).toEqual(hasPolicy.map((one) => one['@id']));
      const permission = objects(hasPolicy[0]?.['@id'], `${ODRL}permission`, dcat);
      expect(objects(permission[0], `${ODRL}constraint`, dcat)).toHaveLength(2);
      const ways = distribution.map((one) => [one['@id'], one.format, one.accessService]);
      expect(ways).toEqual(
        objects(id, `${DCAT}distribution`, dcat).map((iri) => [
          iri,
          objects(objects(iri, `${DCT}format`, dcat)[0], `${SKOS}prefLabel`, dcat)[0],
          objects(iri, `${DCAT}accessService`, dcat)[0],
        ]),
      );
    }
    const source = objects(`${BASE}/id/data-offer/reports`, `${DCT}source`, dcat);
    expect(source).toEqual([`${BASE}/ldes/reports`]);
    expect(await violations(OWN, dcat)).toEqual([]);
    if (isThere)
      for (const name of ['shapes.ttl', 'range.ttl'])
        expect([name, await violations([EU_SHAPES + name], dcat)]).toEqual([name, []]);
    const xml = await parsed(await (await catalogue('application/rdf+xml')).text(), 'application/rdf+xml');
    expect(new Set(xml.map((one) => JSON.stringify(one)))).toEqual(
      new Set(dcat.map((one) => JSON.stringify(one))),
    );
  });

  it('is a page for people in their language', async () => {
    const response = await service.get('/catalog', { accept: 'text/html', 'accept-language': 'en' });
    const page = await response.text();
    expect(page).toContain('Event stream (LDES), by time');
    expect(page).toContain('data@voorbeeld.be');
    // The offers of the test before.
    expect(page).toMatch(/<h3>Offer reports<\/h3>[^]*<a href="\/id\/data-offer\/reports">The terms on which/);
    expect(await (await service.get('/catalog?lang=nl', { accept: 'text/html' })).text()).toContain(
      'Beslissingen',
    );
  });

  it('claims neither licence nor public access that the operator did not choose', () => {
    const terms = catalogueTerms(readConfig({ flags: { anonymousRead: false, anonymousFile: false } }));
    expect(terms).toMatchObject({ reading: 'restricted', filing: 'restricted', licence: undefined });
    expect(catalogueTerms(readConfig({ flags: { accessRights: 'non-public' } })).reading).toBe('non-public');
    expect(() => readConfig({ flags: { accessRights: 'open' } })).toThrow(
      /one of public, restricted, non-public/,
    );
  });
});
