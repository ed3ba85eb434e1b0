import { expect, it } from 'vitest';
import { serviceClauses } from '#wegwijzer/federation/index.js';

it.each([
  ['SELECT * WHERE { ?s ?p ?o }', 'none'],
  ['SELECT * WHERE { SERVICE <http://a.example/> { ?s ?p ?o } }', 'some'],
  ['SELECT * WHERE {service<http://a.example/>{}}', 'some'],
  ['SELECT * WHERE { SERVICE ?e {} }', 'some'],
  ['PREFIX s: <urn:s:> SELECT * WHERE { Service s:a {} }', 'some'],
  ['SELECT * WHERE { SERVICE SILENT <http://a.example/> {} }', 'silent-only'],
  ['SELECT * WHERE { SERVICE # SILENT\n silent <http://a.example/> {} }', 'silent-only'],
  ['SELECT * WHERE { SERVICE SILENT <a:a> {} SERVICE <a:b> {} }', 'some'],
  ['SELECT ?service WHERE { ?service a <http://a.example/service> } # SERVICE <a:a> {}', 'none'],
  ['PREFIX service: <urn:service:> SELECT * { service:a service:service "SERVICE <a:a> {}" }', 'none'],
  [
    `SELECT * { ?s ?p """a " SERVICE <a:a> { "" """ , '''SERVICE ' \\''' SERVICE''' , 'it\\'s SERVICE' }`,
    'none',
  ],
  ['SELECT * { ?s ?p "open SERVICE', 'some'],
])('%s has %s', (sparql, clauses) => {
  expect(serviceClauses(sparql)).toBe(clauses);
});
