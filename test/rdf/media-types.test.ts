import { describe, expect, it } from 'vitest';
import { rdfMediaType, rdfMediaTypeOfFile, rdfMediaTypes } from '#wegwijzer/rdf/media-types.js';

describe('media types', () => {
  it('are known by a Content-Type, whatever its case and parameters', () => {
    for (const mediaType of rdfMediaTypes) {
      expect(rdfMediaType(mediaType.toUpperCase())).toBe(mediaType);
      expect(rdfMediaType(` ${mediaType} ; charset=utf-8`)).toBe(mediaType);
    }
    expect(rdfMediaType('text/html')).toBeUndefined();
    expect(rdfMediaType('')).toBeUndefined();
  });

  it.each([
    ['a.ttl', 'text/turtle'],
    ['/x.y/A.TRIG', 'application/trig'],
    ['a.nt', 'application/n-triples'],
    ['a.nq', 'application/n-quads'],
    ['a.jsonld', 'application/ld+json'],
    ['a.rdf', 'application/rdf+xml'],
    ['a.csv', undefined],
    ['ttl', undefined],
  ])('are known by a file name: %s', (name, mediaType) => {
    expect(rdfMediaTypeOfFile(name)).toBe(mediaType);
  });
});
