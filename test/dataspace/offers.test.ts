import { expect, it } from 'vitest';
import { startTestService, json } from '../interfaces/service.js';
import { keyOf } from './managed.js';

const service = await startTestService();
const authorization = `Bearer ${await keyOf(service, 'steward')}`;

function put(
  name: string,
  mediaType: string,
  body: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  return service
    .get(
      `/dataspace/offers/${name}`,
      { authorization, 'content-type': mediaType, accept: 'application/json' },
      { method: 'PUT', body },
    )
    .then(async (response) => ({ status: response.status, body: await json(response) }));
}

const TURTLE = `
  @prefix odrl: <http://www.w3.org/ns/odrl/2/> . @prefix dct: <http://purl.org/dc/terms/> .
  @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
  [] a odrl:Offer ; odrl:target </ldes/reports> ; dct:title "Meldingen"@nl , "Reports"@en ;
    odrl:permission [ odrl:action odrl:use ; odrl:constraint
      [ odrl:leftOperand odrl:recipient ; odrl:operator odrl:isAnyOf ;
        odrl:rightOperand <https://example.org/id/organisation/a> , "did:web:b.example.org" ] ,
      [ odrl:leftOperand odrl:elapsedTime ; odrl:operator odrl:lteq ; odrl:rightOperand "P1Y"^^xsd:duration ] ] ;
    odrl:prohibition [ odrl:action odrl:distribute ] .`;

const POLICY = {
  permission: [
    {
      action: 'use',
      constraint: [
        { leftOperand: 'elapsedTime', operator: 'lteq', rightOperand: 'P1Y' },
        {
          leftOperand: 'recipient',
          operator: 'isAnyOf',
          rightOperand: ['did:web:b.example.org', 'https://example.org/id/organisation/a'],
        },
      ],
    },
  ],
  prohibition: [{ action: 'distribute' }],
};

it('takes an offer in ODRL as Turtle, and as JSON-LD with the context of ODRL', async () => {
  const asTurtle = await put('turtle', 'text/turtle', TURTLE);
  expect(asTurtle).toMatchObject({ status: 201, body: { policy: POLICY } });
  const asJsonLd = await put(
    'json-ld',
    'application/ld+json',
    JSON.stringify({
      '@context': 'http://www.w3.org/ns/odrl.jsonld',
      type: 'Offer',
      title: { nl: 'Meldingen', en: 'Reports' },
      target: '/ldes/reports',
      permission: [
        {
          action: 'use',
          constraint: [
            { leftOperand: 'elapsedTime', operator: 'lteq', rightOperand: 'P1Y' },
            {
              leftOperand: 'recipient',
              operator: 'isAnyOf',
              rightOperand: {
                '@list': ['did:web:b.example.org', { '@id': 'https://example.org/id/organisation/a' }],
              },
            },
          ],
        },
      ],
      prohibition: [{ action: 'distribute' }],
    }),
  );
  expect(asJsonLd).toMatchObject({ status: 201, body: { title: { nl: 'Meldingen' }, policy: POLICY } });
});

it('gives the terms in ODRL, and makes the same offer of the same terms', async () => {
  const before = await put('again', 'text/turtle', TURTLE);
  const accept = { authorization, accept: 'text/turtle' };
  const turtle = await (await service.get('/dataspace/offers/again', accept)).text();
  expect(turtle).toContain('odrl:Offer');
  expect(turtle).toContain('odrl:elapsedTime');
  const after = await put('again', 'text/turtle', TURTLE);
  expect(after).toEqual({ ...before, status: 200 });
});

it('keeps offers where everyone may query them', async () => {
  await put('queried', 'text/turtle', TURTLE);
  const query = `PREFIX odrl: <http://www.w3.org/ns/odrl/2/>
    SELECT ?source WHERE { ?dataset odrl:hasPolicy ?offer ; <http://purl.org/dc/terms/source> ?source .
      ?offer odrl:permission/odrl:constraint [ odrl:leftOperand odrl:elapsedTime ; odrl:rightOperand ?time ] .
      FILTER(str(?time) = "P1Y" && strends(str(?dataset), "/queried")) }`;
  const answer = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
    accept: 'text/csv',
  });
  expect(await answer.text()).toMatch(/\/ldes\/reports/);
});

it('refuses what it could not hold anyone to, and says what', async () => {
  const refused = async (change: (turtle: string) => string): Promise<string> => {
    const { status, body } = await put('refused', 'text/turtle', change(TURTLE));
    expect(status).toBe(422);
    return String(body.detail);
  };
  const replaced = (from: string, to: string) => (turtle: string) => turtle.replace(from, to);
  expect(await refused(replaced('odrl:recipient', 'odrl:spatial'))).toContain('nothing else can be checked');
  expect(await refused(replaced('odrl:use', 'odrl:sell'))).toContain('odrl:action odrl:use');
  expect(await refused(replaced('odrl:isAnyOf', 'odrl:isPartOf'))).toContain('A constraint compares by');
  expect(await refused(replaced('; odrl:rightOperand "P1Y"^^xsd:duration', ''))).toContain('rightOperand');
  expect(await refused(replaced('"P1Y"', '"a year"'))).toContain('"a year" is no duration');
  for (const moment of ['2027-12-31', '2027-12-31T23:59:59'])
    expect(
      await refused((turtle) =>
        turtle.replace('odrl:elapsedTime', 'odrl:dateTime').replace('"P1Y"^^xsd:duration', `"${moment}"`),
      ),
    ).toContain('date, time and zone');
  expect(await refused(replaced('"Reports"@en', '"Berichte"@de'))).toContain('no English title');
  expect(await refused(replaced('odrl:target', 'odrl:output'))).toContain('exactly one odrl:target');
  expect(
    await refused(replaced('odrl:action odrl:use ;', 'odrl:action odrl:use ; odrl:duty [] ;')),
  ).toContain('without odrl:duty');
  expect(await refused(replaced('odrl:prohibition', 'odrl:obligation'))).toContain('and nothing else');
  expect(await refused(replaced('odrl:Offer', 'odrl:Set'))).toContain('exactly one odrl:Offer');
  const elsewhere = await put('x', 'text/turtle', TURTLE.replace('</ldes/reports>', '<https://a.example/>'));
  expect(elsewhere).toMatchObject({ status: 400 });
  expect(await put('x', 'text/turtle', '[] a')).toMatchObject({ status: 400 });
  const context = JSON.stringify({ '@context': 'https://a.example/context', type: 'Offer' });
  expect(await put('x', 'application/ld+json', context)).toMatchObject({ status: 400 });
});
