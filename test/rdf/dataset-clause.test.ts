import { describe, expect, it } from 'vitest';
import { hasDatasetClause } from '#wegwijzer/rdf/dataset-clause.js';

describe('the data set clause of a query', () => {
  it.each([
    'SELECT * FROM <urn:g> WHERE { ?s ?p ?o }',
    'select(count(*) as ?n)from named<urn:g>{ ?s ?p ?o }',
    'CONSTRUCT { ?s ?p ?o } FROM e:g WHERE { ?s ?p ?o }',
    '# a comment\nDESCRIBE <urn:x> From <urn:g>',
    "PREFIX a: <urn:it's#> SELECT ?x FROM <urn:g> {}",
    'DESCRIBE ex: FROM <urn:g>',
    'DESCRIBE ex:a FROM<urn:g>',
    'SELECT(ex:f(?x)AS ?y)FROM<urn:g>{}',
  ])('is found in %s', (query) => {
    expect(hasDatasetClause(query)).toBe(true);
  });

  it.each([
    'SELECT * WHERE { ?s ?p ?o }',
    'SELECT ?from WHERE { ?s ?p ?from }',
    'PREFIX from: <urn:f#> SELECT * { ?s from:x ?o }',
    '# FROM <urn:g>\nSELECT * { ?s ?p "FROM <urn:g>" }',
    'SELECT * { ?s ?p """a "quoted" FROM""" , \'FROM\' }',
    'SELECT * { { SELECT ?s { ?s <urn:from> ?o } } }',
    'SELECT ("from" AS ?x) { }',
    'ASK { <http://e/#from> ?p e:from }',
    'PREFIX ex: <http://e/> DESCRIBE ex:from',
    'PREFIX ex: <http://e/> DESCRIBE ex:a%20:from ex:a\\\\-from :from',
    'SELECT (COUNT(*) AS ?n) { ?x ?p ?o } GROUP BY ex:from(?x)',
  ])('is not seen in %s', (query) => {
    expect(hasDatasetClause(query)).toBe(false);
  });
});
