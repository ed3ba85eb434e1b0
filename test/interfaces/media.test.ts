import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preferredMediaType } from '#wegwijzer/interfaces/http/media.js';

const OFFERS = ['application/ld+json', 'text/turtle', 'text/csv', 'text/html'];

describe('the media type that a client likes best', () => {
  it.each([
    ['application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', 'application/ld+json'],
    ['text/csv;header=present', 'text/csv'],
    ['text/turtle;version=1.2', 'text/turtle'],
    ['text/turtle; Profile="https://w3id.org/tree/profile"; q=1', 'text/turtle'],
    ['text/turtle;charset=UTF-8', 'text/turtle'],
    ['text/turtle;a="x, text/csv;q=1", text/html;q=0.5', 'text/turtle'],
    ['text/turtle;a="\\",text/csv";q=0.4, text/html;level=1;q=0.5', 'text/html'],
    ['text/csv;q=0.2;x=1, text/turtle ; q = 0.1', 'text/csv'],
    ['image/png;version=1', undefined],
  ])('with Accept: %s is %s', (accept, mediaType) => {
    expect(preferredMediaType({ accept }, OFFERS)).toBe(mediaType);
  });

  it('is the same whatever parameters it comes with', () => {
    const parameter = fc.tuple(
      fc.stringMatching(/^[a-pr-z][a-z]{0,5}$/),
      fc.oneof(fc.stringMatching(/^[a-z0-9.-]{1,6}$/), fc.stringMatching(/^"[a-z,;=/ ]{0,12}"$/)),
    );
    const range = fc.tuple(
      fc.constantFrom(...OFFERS, 'text/*', '*/*', 'image/png'),
      fc.array(parameter, { maxLength: 3 }),
      fc.constantFrom('', ';q=0.3', '; q=0.7', ';q=0'),
    );
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 4 }), (ranges) => {
        const bare = ranges.map(([type, , weight]) => type + weight).join(', ');
        const full = ranges
          .map(
            ([type, list, weight]) =>
              type + list.map(([name, value]) => `;${name}=${value}`).join('') + weight,
          )
          .join(', ');
        expect(preferredMediaType({ accept: full }, OFFERS)).toBe(
          preferredMediaType({ accept: bare }, OFFERS),
        );
      }),
    );
  });
});
