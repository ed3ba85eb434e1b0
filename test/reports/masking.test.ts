import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { geo, rdf, xsd } from '#wegwijzer/rdf/namespaces.js';
import { literal, namedNode, quad } from '#wegwijzer/rdf/terms.js';
import { maskText } from '#wegwijzer/reports/index.js';
import { findPersonal } from '#wegwijzer/reports/privacy/find-personal.js';
import { maskReport } from '#wegwijzer/reports/privacy/mask-report.js';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: length, maxLength: length });

function nationalNumber(birth: string, serial: number, century: '' | '2'): string {
  const nine = birth + String(serial).padStart(3, '0');
  return nine + String(97 - (Number(century + nine) % 97)).padStart(2, '0');
}

/** A date of birth as YYMMDD. */
const birth = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(''));

describe('free text that everyone may read', () => {
  it.each([
    ['mail naar jan.peeters+park@voorbeeld.be.', 'mail naar [e-mailadres].'],
    ['zoë@straße.example, of bel', '[e-mailadres], of bel'],
    ['Bel 0470 98 76 54 of 09 210 10 10 na 18u.', 'Bel [telefoonnummer] of [telefoonnummer] na 18u.'],
    ['tel.0470/98.76.54', 'tel.[telefoonnummer]'],
    ['0470987654', '[telefoonnummer]'],
    ['lamp 0470987654', 'lamp [telefoonnummer]'],
    ['(09) 210 10 10', '[telefoonnummer]'],
    ['(bel 0470 98 76 54) of (0470 98 76 54)', '(bel [telefoonnummer]) of ([telefoonnummer])'],
    ['+32 (0)470 98 76 54!', '[telefoonnummer]!'],
    ['0032 470 98 76 54', '[telefoonnummer]'],
    // Behind the + are the digits of a national number of someone of 1932.
    ['+32470000130', '[telefoonnummer]'],
    ['+31 6 12345678 en +33 1 42 68 53 00', '[telefoonnummer] en [telefoonnummer]'],
    ['huisnummer 12 0470 98 76 54', 'huisnummer 12 [telefoonnummer]'],
    ['rijksregister 85.07.30-033.28', 'rijksregister [rijksregisternummer]'],
    ['85073003328', '[rijksregisternummer]'],
    ['gsm0470987654 of Tel+32470987654', 'gsm[telefoonnummer] of Tel[telefoonnummer]'],
    ['RRN85073003328', 'RRN[rijksregisternummer]'],
    ['naam+32 470 98 76 54', 'naam[telefoonnummer]'],
  ])('hides personal data: %s', async (text, masked) => {
    expect(await maskText(text)).toBe(masked);
  });

  it.each([
    'Lamp 01234567 brandt niet, paal 093456789 wel.',
    'Organisatie OVO002949 en OVO0470987654 beheren dit, met X85073003328 en lampnr0470987654.',
    'Kerkstraat 12-14 bus 0301, 9000 Gent',
    'Op 01/02/2026 10:30 en 02.09.2026 12 stond het water hoog.',
    '2026-11-25T10:30:00.000Z',
    'POINT (3.7099224 51.0453067), 0.0470987654 en 3,0470987654',
    'x 104321.55 y 194021.10',
    'onderneming BE 0467.123.492, kbo 0207.437.468',
    'Nummers 05 06 07 08 09 en 001 002 003',
    'Rijksregisternummer 85.07.30-033.29 bestaat niet.',
    'De zaak 12345678901 en perceel 44021A0123/00B000',
    'apen@staartjes en @gent, 3 @ 5 euro',
  ])('leaves what is none: %s', async (text) => {
    expect(await maskText(text)).toBe(text);
  });

  it('hides every national number, and shows what has other check digits', async () => {
    await fc.assert(
      fc.asyncProperty(
        birth,
        fc.integer({ min: 1, max: 998 }),
        fc.constantFrom('' as const, '2' as const),
        async (date, serial, century) => {
          const number = nationalNumber(date, serial, century);
          expect(await maskText(`nr ${number}`)).not.toContain(number);
          const dotted = number.replace(/(..)(..)(..)(...)(..)/, '$1.$2.$3-$4.$5');
          expect(await maskText(`(${dotted})`)).toBe('([rijksregisternummer])');
        },
      ),
    );
  });

  it('hides every Belgian mobile number in each way of writing it', async () => {
    const marks = fc.constantFrom('', ' ', '.', '/');
    await fc.assert(
      fc.asyncProperty(
        digits(6),
        marks,
        fc.constantFrom('0', '+32', '0032 ', '+32 (0)'),
        async (rest, mark, prefix) => {
          const number = `${prefix}470${mark}${rest.replace(/(..)(..)(..)/, `$1${mark}$2${mark}$3`)}`;
          expect(await maskText(`bel ${number}, graag`)).toBe('bel [telefoonnummer], graag');
        },
      ),
    );
  });

  it('shows house numbers, numbers of lamps, codes of organisations and coordinates as they are', async () => {
    const house = fc.integer({ min: 1, max: 9999 }).map((n) => `nr. ${String(n)}`);
    const lamp = digits(7).map((n) => `lamp ${n}`);
    const code = digits(6).map((n) => `OVO${n}`);
    const degrees = fc
      .integer({ min: 0, max: 9_999_999 })
      .map((n) => `3.${String(n).padStart(7, '0')} 51.0453067`);
    const day = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const words = fc.array(fc.oneof(house, lamp, code, degrees, day), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(words, async (list) => {
        const text = `Aan ${list.join(', ')} is iets stuk.`;
        expect(await maskText(text)).toBe(text);
      }),
    );
  });

  it('changes nothing but what it hides, also in odd text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const masked = await maskText(`${text} jan@voorbeeld.be`);
        expect(masked.endsWith('[e-mailadres]')).toBe(true);
        expect(await maskText(masked)).toBe(masked);
      }),
    );
  });

  it('hides the name of who reports, and no part of another word', async () => {
    const names = ['Jan Peeters'];
    expect(await maskText('Groeten, jan peeters', { names })).toBe('Groeten, [naam]');
    expect(await maskText('Jan Peetersstraat', { names })).toBe('Jan Peetersstraat');
    expect(await maskText('Regards, Jan Peeters', { names, language: 'en' })).toBe('Regards, [name]');
  });
});

describe('the search in a long text', () => {
  it('passes over digits that are too many for a Belgian number, as no such number is one', () => {
    const marks = fc.constantFrom('', '', ' ', '.', '/', '-', '(', ')');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.tuple(marks, fc.integer({ min: 0, max: 9 })), { minLength: 9, maxLength: 19 }),
        fc.constantFrom('0', '(0)', '(0', '( 0'),
        (first, rest, begin) => {
          const text = `${begin}${String(first)}${rest.flat().join('')}`;
          expect(parsePhoneNumberFromString(text, 'BE')?.isValid() ?? false).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('finds what overlaps nothing that was found before, in order, and nothing twice', async () => {
    const piece = fc.constantFrom(
      ...[
        '0470987654',
        '85073003328',
        'an@x.be',
        '+32470987654@x.be',
        'Jan Peeters',
        ' ',
        ' ',
        'x',
        '.',
        'Jan Jan Peeters',
      ],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const text = pieces.join('');
        const found = await findPersonal(text, ['Jan Peeters', 'Jan Jan Peeters']);
        for (const [index, { start, end }] of found.entries()) {
          expect(end).toBeGreaterThan(start);
          expect(start).toBeGreaterThanOrEqual(found[index - 1]?.end ?? 0);
        }
      }),
    );
  });
});

describe('an IRI of a report', () => {
  const kept = async (iri: string): Promise<boolean> => {
    const item = quad(namedNode('urn:report'), namedNode('urn:says'), namedNode(iri));
    const { quads, personal } = await maskReport({
      quads: [item],
      personal: [],
      findings: [],
      point: undefined,
    });
    expect(personal.includes(item)).toBe(quads.length === 0);
    return quads.length > 0;
  };

  it.each([
    ...['mailto:jan%40x.be', 'MAILTO:jan@x.be', 'tel:+32475123456', 'tel:0475-12-34-56', 'sms:+32475123456'],
    ...['https://x.be/?mail=jan%40x.be', 'https://x.be/?mail=jan%2540x.be', 'https://x.be/jan@x.be'],
    'https://x.be/?tel=%2B32475123456',
  ])('is left out whole where it is an address of someone, or holds one: %s', async (iri) => {
    expect(await kept(iri)).toBe(false);
  });

  it.each([
    ...[
      'https://x.be/id/lamp/0475123456',
      'urn:uuid:0b0e6a4c-6d0f-4b0e-9f59-0d6b4a0b7a55',
      'https://x.be/?q=a+b',
    ],
    ...['https://x.be/id/85073003328', 'urn:nbn:0475123456', 'https://x.be/%zz%40'],
  ])('is kept where it is the name of a thing: %s', async (iri) => {
    expect(await kept(iri)).toBe(true);
  });
});

describe('a literal of a report that has a datatype', () => {
  /** What everyone may read of it, as value and datatype; and whether it was kept apart as it came. */
  async function masked(value: string, datatype: string): Promise<[string, string, boolean]> {
    const item = quad(namedNode('urn:report'), namedNode('urn:says'), literal(value, namedNode(datatype)));
    const report = { quads: [item], personal: [], findings: [], point: undefined };
    const { quads, personal } = await maskReport(report);
    const [object] = quads.map((each) => each.object);
    if (object?.termType !== 'Literal') throw new Error('It is not a literal any more.');
    return [object.value, object.datatype.value, personal.includes(item)];
  }

  it.each([
    ['<p>Bel 0470 12 34 56</p>', rdf('HTML'), '<p>Bel [telefoonnummer]</p>', rdf('HTML')],
    ['<a>an@x.be</a>', rdf('XMLLiteral'), '<a>[e-mailadres]</a>', rdf('XMLLiteral')],
    ['bel 0470 12 34 56', xsd('token'), 'bel [telefoonnummer]', xsd('token')],
    // What is left is no address, no JSON, no date and no number.
    ['mailto:an@x.be', xsd('anyURI'), 'mailto:[e-mailadres]', xsd('string')],
    ['{"an":"an@x.be"}', rdf('JSON'), '{"an":"[e-mailadres]"}', xsd('string')],
    ['an@x.be', 'urn:type', '[e-mailadres]', xsd('string')],
    ['bel 0470 12 34 56', xsd('date'), 'bel [telefoonnummer]', xsd('string')],
    ['0470123456', xsd('integer'), '[telefoonnummer]', xsd('string')],
    ['an@x.be', xsd('boolean'), '[e-mailadres]', xsd('string')],
    ['bel 0470 12 34 56', geo('wktLiteral'), 'bel [telefoonnummer]', xsd('string')],
    ['<gml:name>an@x.be</gml:name>', geo('gmlLiteral'), '<gml:name>[e-mailadres]</gml:name>', xsd('string')],
  ])('is searched where it may hold text: %s, %s', async (value, datatype, left, leftDatatype) => {
    expect(await masked(value, datatype)).toEqual([left, leftDatatype, true]);
  });

  it.each([
    ['2026-11-25T10:30:00.000Z', xsd('dateTime')],
    ['1985-07-30', xsd('date')],
    ['85073003328', xsd('integer')],
    ['-3.5E-4', xsd('double')],
    ['true', xsd('boolean')],
    ['P1DT2H', xsd('duration')],
    ['POINT (0470123456 51.05)', geo('wktLiteral')],
    [
      '<http://www.opengis.net/def/crs/OGC/1.3/CRS84> LINESTRING Z (3 51 0470123456, 4 51 0)',
      geo('wktLiteral'),
    ],
    ['<gml:Point><gml:pos>0470123456 51.05</gml:pos></gml:Point>', geo('gmlLiteral')],
    ['<p>Bank</p>', rdf('HTML')],
    ['https://app.example/1', xsd('anyURI')],
  ])('is left as it is where it holds none: %s, %s', async (value, datatype) => {
    expect(await masked(value, datatype)).toEqual([value, datatype, false]);
  });
});
