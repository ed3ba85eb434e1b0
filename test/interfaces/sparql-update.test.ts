import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKey, type Role } from '#wegwijzer/access/index.js';
import { BASE, benchReport, file, json, startTestService, type TestService } from './service.js';

const GRAPH = 'https://example.org/graph/1';
const OTHER = 'https://example.org/graph/2';
const P = 'PREFIX e: <https://example.org/> ';

let service: TestService;
let steward: string;

beforeAll(async () => {
  service = await startTestService();
  steward = await keyFor('steward');
});
beforeEach(async () => {
  await update(`DROP SILENT GRAPH <${GRAPH}> ; DROP SILENT GRAPH <${OTHER}> ; CLEAR DEFAULT`);
});

async function keyFor(role: Role): Promise<string> {
  const { store } = service.engine;
  const request = { name: role, roles: [role], organisation: 'https://example.org/id/organisation/1' };
  const { key } = await createKey(store, request, {
    agent: 'https://example.org/id/agent/test',
    now: new Date(),
  });
  return key;
}

function update(text: string, options: { key?: string | undefined; query?: string } = {}): Promise<Response> {
  const { key = steward, query = '' } = options;
  const headers = {
    'content-type': 'application/sparql-update',
    ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
  };
  return service.get(`/sparql${query}`, headers, { method: 'POST', body: text });
}

async function done(text: string, query = ''): Promise<Record<string, unknown>> {
  const response = await update(text, { query });
  const answer = await json(response);
  expect(answer, JSON.stringify(answer)).not.toHaveProperty('type');
  expect(response.status).toBe(200);
  return answer;
}

/** What a graph holds, as the world sees it. */
async function content(graph: string): Promise<string[]> {
  const query = `SELECT ?s ?p ?o WHERE { GRAPH <${graph}> { ?s ?p ?o } }`;
  const response = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`, {
    accept: 'text/csv',
  });
  const [, ...rows] = (await response.text()).trim().split('\r\n');
  return rows.map((row) => row.replaceAll('https://example.org/', 'e:')).sort();
}

describe('an update', () => {
  it('inserts and removes data, says how much, and is seen by the next query', async () => {
    expect(await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b e:c , "x"@nl , 1 } }`)).toMatchObject({
      inserted: 3,
      removed: 0,
    });
    expect(await content(GRAPH)).toEqual(['e:a,e:b,1', 'e:a,e:b,e:c', 'e:a,e:b,x']);
    await done(`${P} DELETE DATA { GRAPH <${GRAPH}> { e:a e:b 1 , e:none } }`);
    expect(await content(GRAPH)).toEqual(['e:a,e:b,e:c', 'e:a,e:b,x']);
  });

  it('keeps the limits of a query also for patterns that see what the request itself wrote', async () => {
    const begin = `${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b 1 } } ;`;
    const endless = `${begin} INSERT { GRAPH <${OTHER}> { e:a e:b ?n } }
      WHERE { SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } }`;
    const late = await update(endless, { query: '?timeout=200ms' });
    expect(await json(late)).toMatchObject({
      type: expect.stringMatching(/query-timeout$/) as string,
      limitMilliseconds: 200,
    });
    const unknown = await update(`${begin} INSERT { e:a e:b ?n } WHERE { BIND(e:none(1) AS ?n) }`);
    expect(await json(unknown)).toMatchObject({
      type: expect.stringMatching(/unknown-function$/) as string,
      function: 'https://example.org/none',
    });
    expect(await content(GRAPH)).toEqual([]);
  });

  it('without GRAPH writes to the default graph, which everyone finds in the union', async () => {
    await done(`${P} INSERT DATA { e:a e:b e:default }`);
    expect(await content(`${BASE}/graph/default`)).toEqual(['e:a,e:b,e:default']);
    const query = 'ASK { ?s ?p <https://example.org/default> }';
    const response = await service.get(`/sparql?${new URLSearchParams({ query }).toString()}`);
    expect(await json(response)).toMatchObject({ boolean: true });
  });

  it('changes what its pattern finds, with WITH, USING and the parameters of the protocol', async () => {
    await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:n 1 } GRAPH <${OTHER}> { e:b e:n 2 } }`);
    await done(
      `${P} WITH <${GRAPH}> DELETE { ?s e:n ?n } INSERT { ?s e:n ?next } WHERE { ?s e:n ?n BIND(?n + 10 AS ?next) }`,
    );
    expect(await content(GRAPH)).toEqual(['e:a,e:n,11']);
    await done(`${P} INSERT { GRAPH <${GRAPH}> { ?s e:copy ?n } } USING <${OTHER}> WHERE { ?s e:n ?n }`);
    expect(await content(GRAPH)).toEqual(['e:a,e:n,11', 'e:b,e:copy,2']);
    await done(
      `${P} INSERT { GRAPH <${OTHER}> { ?s e:seen true } } WHERE { ?s e:n ?n }`,
      `?using-graph-uri=${encodeURIComponent(GRAPH)}`,
    );
    expect(await content(OTHER)).toEqual(['e:a,e:seen,true', 'e:b,e:n,2']);
  });

  it('may write any character by its code point, before its pattern too', async () => {
    await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:n "Andr\u00e9" , "\\\\u006E" } }`);
    const written = '"Andr\\u00e9"';
    await done(
      `${P} WITH <${GRAPH}> DELETE { ?s e:n ${written} } INSERT { ?s e:n "A" , "\\U0001F600" } WHERE { ?s e:\\u006E ${written} }`,
    );
    expect(await content(GRAPH)).toEqual(['e:a,e:n,A', 'e:a,e:n,\\u006E', 'e:a,e:n,😀']);
    const filled = 'INSERT { ?s e:m "\\\\u006E" } WHERE { ?s e:n "\\\\u006E" }';
    await done(`${P} WITH <${GRAPH}> ${filled}`);
    expect(await content(GRAPH)).toContain('e:a,e:m,\\u006E');
  });

  it('makes new nodes for blank ones, one for each solution', async () => {
    await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:n 1 . e:b e:n 2 } }`);
    await done(`${P} WITH <${GRAPH}> INSERT { ?s e:has [ e:value ?n ] } WHERE { ?s e:n ?n }`);
    const rows = (await content(GRAPH)).filter((row) => row.includes('e:has'));
    expect(rows).toHaveLength(2);
    expect(new Set(rows.map((row) => row.split(',')[2])).size).toBe(2);
    for (const row of rows) expect(row).toContain('/.well-known/genid/');
  });

  it('takes away values that the engine shows in other words than they were sent in', async () => {
    const values =
      '1.50 , 1.0e6 , "2026-01-01T10:00:00.000Z"^^xsd:dateTime , "01"^^xsd:int , "1"^^xsd:boolean';
    const prologue = `${P} PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>`;
    const insert = `${prologue} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b ${values} , "01" . e:c e:b 1.50 } }`;
    await done(insert);
    expect(
      await done(
        `${P} WITH <${GRAPH}> DELETE { ?s ?p ?v } INSERT { ?s ?p 2 } WHERE { ?s ?p ?v FILTER(?s = e:a) }`,
      ),
    ).toMatchObject({ inserted: 1, removed: 6 });
    expect(service.engine.store.readSubject(GRAPH, 'https://example.org/a')).toHaveLength(1);
    expect(await content(GRAPH)).toEqual(['e:a,e:b,2', 'e:c,e:b,1.5']);
    await done(`${P} DELETE DATA { GRAPH <${GRAPH}> { e:c e:b 1.5 } }`);
    await done(`${insert} ; DELETE WHERE { GRAPH <${GRAPH}> { e:a ?p ?v } }`);
    expect(await content(GRAPH)).toEqual(['e:c,e:b,1.5']);
  });

  it('leaves values that differ in datatype where the engine tells them apart', async () => {
    await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b 1 , 1.0 , 1e0 , "1" } }`);
    await done(`${P} DELETE DATA { GRAPH <${GRAPH}> { e:a e:b 01 } }`);
    expect(service.engine.store.readGraph(GRAPH)).toHaveLength(3);
    expect(await content(GRAPH)).toHaveLength(3);
  });

  it('leaves nothing of what it takes away, whichever values are said of it', async () => {
    const fromTypes = fc.oneof(
      fc.tuple(
        fc.constantFrom('integer', 'decimal', 'int', 'byte', 'double', 'float', 'boolean', 'token'),
        fc.stringMatching(/^[+-]?0{0,2}[01]{1,3}(\.[05]{1,2})?(e0)?$/),
      ),
      fc.tuple(
        fc.constantFrom('dateTime', 'dateTimeStamp', 'date', 'time'),
        fc.stringMatching(/^(2026-01-0[12]T?)?(10:00:00(\.0{1,3})?)?(Z|[+-]0[01]:00)?$/),
      ),
      fc.tuple(
        fc.constantFrom('duration', 'dayTimeDuration'),
        fc.constantFrom('PT60S', 'PT1M', 'P0D', 'PT0S'),
      ),
    );
    const literals = fc.array(
      fromTypes.map(([type, text]) => `"${text}"^^<http://www.w3.org/2001/XMLSchema#${type}>`),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(literals, async (values) => {
        await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b ${values.join(' , ')} } }`);
        await done(`${P} DELETE WHERE { GRAPH <${GRAPH}> { e:a ?p ?v } }`);
        expect(service.engine.store.readGraph(GRAPH)).toEqual([]);
      }),
      { numRuns: 60 },
    );
    expect(await content(GRAPH)).toEqual([]);
  });

  it('is one request: each operation sees what those before it did', async () => {
    await done(`${P}
      INSERT DATA { GRAPH <${GRAPH}> { e:a e:n 1 } } ;
      WITH <${GRAPH}> INSERT { ?s e:m ?n } WHERE { ?s e:n ?n } ;
      DELETE WHERE { GRAPH <${GRAPH}> { ?s e:n ?n } } ;
      COPY <${GRAPH}> TO <${OTHER}> ;
      WITH <${OTHER}> DELETE { ?s e:m ?m } INSERT { ?s e:done ?m } WHERE { ?s e:m ?m }`);
    expect(await content(GRAPH)).toEqual(['e:a,e:m,1']);
    expect(await content(OTHER)).toEqual(['e:a,e:done,1']);
  });

  it('does all of it or nothing', async () => {
    const before = service.engine.store.sequence;
    const response = await update(`${P}
      INSERT DATA { GRAPH <${GRAPH}> { e:a e:b e:c } } ; DROP GRAPH <https://example.org/graph/none>`);
    expect(response.status).toBe(409);
    expect((await json(response)).detail).toContain('graph/none');
    expect(service.engine.store.sequence).toBe(before);
    expect(await content(GRAPH)).toEqual([]);
  });

  it.each(['MOVE', 'COPY', 'ADD'])('tells that there is nothing to %s onto itself', async (operation) => {
    const text = `${operation} <${GRAPH}> TO <${GRAPH}>`;
    expect((await update(text)).status).toBe(409);
    await done(text.replace(' ', ' SILENT '));
    await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b e:c } } ; ${text}`);
    expect(await content(GRAPH)).toEqual(['e:a,e:b,e:c']);
  });

  it('manages graphs: create, add, move, clear, drop', async () => {
    await done(`CREATE GRAPH <${GRAPH}>`);
    expect((await update(`CREATE GRAPH <${GRAPH}>`)).status).toBe(409);
    await done(`CREATE SILENT GRAPH <${GRAPH}> ; ${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b e:c } }`);
    await done(`${P} INSERT DATA { GRAPH <${OTHER}> { e:d e:e e:f } } ; ADD <${GRAPH}> TO <${OTHER}>`);
    expect(await content(OTHER)).toEqual(['e:a,e:b,e:c', 'e:d,e:e,e:f']);
    await done(`MOVE <${OTHER}> TO <${GRAPH}>`);
    expect(await content(GRAPH)).toEqual(['e:a,e:b,e:c', 'e:d,e:e,e:f']);
    expect(service.engine.store.readGraph(OTHER)).toBeUndefined();
    await done(`CLEAR GRAPH <${GRAPH}>`);
    expect(service.engine.store.readGraph(GRAPH)).toEqual([]);
    await done(`DROP GRAPH <${GRAPH}>`);
    expect(service.engine.store.readGraph(GRAPH)).toBeUndefined();
  });

  it('relative IRIs are relative to the address of the service, in patterns as in templates', async () => {
    await done(`INSERT DATA { GRAPH <${GRAPH}> { <note> <of> "1" } }`);
    await done(`WITH <${GRAPH}> DELETE { <note> ?p ?o } INSERT { <note> ?p "2" } WHERE { <note> ?p ?o }`);
    expect(await content(GRAPH)).toEqual([`${BASE}/note,${BASE}/of,2`]);
    await done(
      `BASE <https://example.org/x/> WITH <../graph/1> INSERT { <a> <b> <c> } WHERE { <${BASE}/note> ?p "2" }`,
    );
    expect(await content(GRAPH)).toContain('e:x/a,e:x/b,e:x/c');
  });

  it('DROP ALL takes the graphs of clients, and leaves those of the service', async () => {
    await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b e:c } }`);
    await done('DROP ALL');
    expect(service.engine.store.readGraph(GRAPH)).toBeUndefined();
    expect(service.engine.store.readGraph(`${BASE}/id/register/demo-assets`)?.length).toBeGreaterThan(0);
  });

  it('is in the log, as one change with who made it', async () => {
    const before = service.engine.store.sequence;
    await done(`${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b e:logged } } ; CREATE GRAPH <${OTHER}>`);
    const entries = [...service.engine.store.log(before)];
    expect(entries).toHaveLength(1);
    expect(entries[0]?.agent).toContain('/id/agent/');
    expect([...(entries[0]?.patch() ?? [])].join('')).toContain('https://example.org/logged');
  });
});

describe('what an update may not do', () => {
  const protectedGraphs = [
    `${BASE}/id/register/demo-assets`,
    `${BASE}/graph/ontology`,
    `${BASE}/id/rules/flanders`,
    `${BASE}/doc/report/00000000-0000-4000-8000-000000000000`,
  ];

  it.each(protectedGraphs)('touch %s', async (graph) => {
    const before = service.engine.store.sequence;
    for (const text of [
      `${P} INSERT DATA { GRAPH <${graph}> { e:a e:b e:c } }`,
      `${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b e:c } } ; DELETE WHERE { GRAPH <${graph}> { ?s ?p ?o } }`,
      `DROP SILENT GRAPH <${graph}>`,
      `COPY DEFAULT TO <${graph}>`,
      `MOVE <${graph}> TO <${GRAPH}>`,
      `WITH <${graph}> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }`,
    ]) {
      const response = await update(text);
      expect(response.status, text).toBe(403);
      expect(await json(response)).toMatchObject({ type: `${BASE}/problem/protected-graph`, graph });
    }
    expect(service.engine.store.sequence).toBe(before);
  });

  it('touch a protected graph that only its pattern finds', async () => {
    await file(service, benchReport());
    const before = service.engine.store.sequence;
    const response = await update('DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }');
    expect(response.status).toBe(403);
    expect(service.engine.store.sequence).toBe(before);
  });

  it('slip a rule or a feature past the checks that those go through', async () => {
    for (const statement of [
      '<urn:r> a <https://w3id.org/wegwijzer#ResponsibilityRule>',
      '<urn:r> <https://w3id.org/wegwijzer#whenCategory> <https://w3id.org/wegwijzer#Anything>',
      '<urn:f> <https://w3id.org/wegwijzer#cell> "1202"',
    ]) {
      const response = await update(`INSERT DATA { GRAPH <${GRAPH}> { ${statement} } }`);
      expect(response.status, statement).toBe(403);
    }
    const copy = await update(`COPY <${BASE}/id/rules/flanders> TO <${GRAPH}>`);
    expect(copy.status).toBe(403);
  });

  it('be made by those who may not', async () => {
    const text = `${P} INSERT DATA { GRAPH <${GRAPH}> { e:a e:b e:c } }`;
    expect((await update(text, { key: '' })).status).toBe(401);
    expect((await update(text, { key: await keyFor('auditor') })).status).toBe(403);
    expect(await content(GRAPH)).toEqual([]);
  });

  it('fetch anything', async () => {
    const response = await update('LOAD <http://127.0.0.1:1/x> INTO GRAPH <https://example.org/graph/1>');
    expect(response.status).toBe(409);
    expect((await json(response)).detail).toContain('LOAD');
    expect(await done('LOAD SILENT <http://127.0.0.1:1/x>')).toMatchObject({ inserted: 0, removed: 0 });
  });

  it.each([
    `INSERT DATA { GRAPH <${GRAPH}> { <https://x/a> <https://x/p> <https://x/50%> } }`,
    `DELETE { <https://x/a> <https://x/50%> ?o } WHERE { <https://x/a> <https://x/p> ?o }`,
    'CREATE GRAPH <https://x/50%>',
  ])('write an IRI that no graph can hold: %s', async (text) => {
    const response = await update(text);
    expect(response.status).toBe(400);
    expect((await json(response)).detail).toContain('https://x/50%');
  });

  it.each([
    ['a mistake', 'INSERT DATA { <a:b> <a:c> }', 1],
    ['a mistake further down', 'INSERT DATA { <a:b> <a:c> <a:d> } ;\n\nDELETE DATA { ?x <a:b> <a:c> }', 3],
  ])('hide %s', async (_, text, line) => {
    const response = await update(text);
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({ type: `${BASE}/problem/malformed-query`, line });
  });

  it('name its data set twice', async () => {
    const response = await update(`WITH <${GRAPH}> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }`, {
      query: `?using-graph-uri=${encodeURIComponent(OTHER)}`,
    });
    expect(response.status).toBe(400);
  });

  it('come with GET, or together with a query', async () => {
    expect((await service.get('/sparql?update=CLEAR+ALL')).status).toBe(400);
    const body = new URLSearchParams({ update: 'CLEAR ALL', query: 'ASK {}' }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await service.get('/sparql', headers, { method: 'POST', body })).status).toBe(400);
  });

  it('be so deep that it cannot be read, without ending the service', async () => {
    const deep = `DELETE { ?s ?p ?o } WHERE ${'{'.repeat(10_000)} ?s ?p ?o ${'}'.repeat(10_000)}`;
    expect((await update(deep)).status).toBe(400);
    expect((await service.get('/health')).status).toBe(200);
  });
});
