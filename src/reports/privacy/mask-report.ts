import type { Quad } from '@rdfjs/types';
import { foaf } from '../../rdf/namespaces.js';
import { literal, namedNode, quad } from '../../rdf/terms.js';
import type { Finding, NormalisedReport } from '../normalise.js';
import { findPersonal } from './find-personal.js';
import { maskText } from './mask.js';
import { holdsNoText, staysValid } from './text-types.js';

/**
 * A report whose public part holds no personal data that can be told from its form, nor the reporter's own name. What was
 * hidden stays with the rest of the personal data: the same statement with the text as it was sent.
 */
export async function maskReport(report: NormalisedReport): Promise<NormalisedReport> {
  const names = namesIn(report.personal);
  const quads: Quad[] = [];
  const personal = [...report.personal];
  const findings = [...report.findings];
  for (const item of report.quads) {
    const masked = await maskQuad(item, names);
    if (masked !== item) {
      personal.push(item);
      findings.push(hidden(item));
    }
    if (masked) quads.push(masked);
  }
  return { ...report, quads, personal, findings };
}

/** @returns `undefined` where nothing of it may stay, as of an address that holds someone's e-mail address */
async function maskQuad(item: Quad, names: readonly string[]): Promise<Quad | undefined> {
  const { subject, predicate, object } = item;
  if (object.termType === 'NamedNode') return (await reachesSomeone(object.value)) ? undefined : item;
  if (object.termType !== 'Literal' || holdsNoText(object)) return item;
  const { language, datatype } = object;
  const text = await maskText(object.value, { language, names });
  if (text === object.value) return item;
  const kind = staysValid(datatype.value) ? namedNode(datatype.value) : undefined;
  return quad(subject, predicate, literal(text, language === '' ? kind : language));
}

/** Schemes of addresses of people: mail, telephone and calls. */
const OF_SOMEONE =
  /^(?:mailto|tel|sms|smsto|mms|callto|fax|sips?|xmpp|im|skype|facetime|facetime-audio|whatsapp|tg|viber|signal):/i;

/**
 * Whether an IRI is an address of someone, or holds an e-mail address or an international telephone number, percent-encoded
 * too. Other digits in an IRI are numbers of things.
 */
async function reachesSomeone(iri: string): Promise<boolean> {
  if (OF_SOMEONE.test(iri)) return true;
  const text = decoded(iri);
  if (!text.includes('@') && !text.includes('+')) return false;
  const found = await findPersonal(text);
  return found.some(({ kind, start }) => kind === 'email' || (kind === 'phone' && text[start] === '+'));
}

/** Encoded twice, it is decoded twice. */
function decoded(iri: string): string {
  const once = (text: string): string =>
    text.replaceAll(/(?:%[\da-f]{2})+/gi, (codes) =>
      Buffer.from(codes.replaceAll('%', ''), 'hex').toString(),
    );
  return once(once(iri));
}

/** The reporter's full names; a single word would hide too much else. */
export function namesIn(personal: readonly Quad[]): string[] {
  const values = (property: string): string[] =>
    personal.filter(({ predicate }) => predicate.value === property).map(({ object }) => object.value.trim());
  const [given] = values(foaf('givenName'));
  const [family] = values(foaf('familyName'));
  const both =
    given === undefined || family === undefined ? [] : [`${given} ${family}`, `${family} ${given}`];
  return [...values(foaf('name')), ...both].filter((name) => /\S\s+\S/.test(name));
}

function hidden({ subject, predicate }: Quad): Finding {
  return {
    severity: 'Info',
    focus: subject.value,
    path: predicate.value,
    message: {
      nl: 'Deze tekst bevat persoonsgegevens. Ze zijn bewaard, maar niet openbaar gemaakt.',
      en: 'This text holds personal data. It was kept, and not made public.',
    },
  };
}
