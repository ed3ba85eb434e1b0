import { Writer } from 'n3';
import type { Quad } from '@rdfjs/types';
import { sh, tree } from '../rdf/namespaces.js';
import { loadShapes, type ShapeChecker } from '../rdf/shapes.js';
import { namedNode, quad } from '../rdf/terms.js';
import type { StreamFacts } from './stream-facts.js';
import type { Reason } from './version.js';

/** Statements of a shape; that of addresses has some hundred. */
const MOST_QUADS = 2000;
/** Expressions of someone else can be written so that matching them takes for ever. */
const NOT_TAKEN = [sh('pattern'), sh('flags')];

/** Checks members against the shape that their stream states. */
export type MemberCheck = (quads: readonly Quad[], member: string) => readonly Reason[];

/**
 * Makes a check of the shape of a stream (`tree:shape`). Patterns are left out of it.
 * @param quads what the address of the shape says
 * @throws Error saying why it cannot be used
 */
export function memberCheck(quads: readonly Quad[], facts: StreamFacts): MemberCheck {
  const { shape, versionOfPath } = facts;
  if (shape === undefined) return () => [];
  if (!quads.some(({ subject }) => subject.value === shape))
    throw new Error('its address says nothing of it.');
  if (quads.length > MOST_QUADS) throw new Error(`it has more than ${String(MOST_QUADS)} statements.`);
  const target = versionOfPath ?? tree('member');
  const checker = loadShapes([
    ntriples([
      ...quads.filter(({ predicate }) => !NOT_TAKEN.includes(predicate.value)),
      quad(namedNode(shape), namedNode(sh('targetSubjectsOf')), namedNode(target)),
    ]),
  ]);
  return (member, iri) => violations(checker, versionOfPath === undefined ? [...member, mark(iri)] : member);
}

/** What marks a member of a stream without versions for its shape. */
function mark(member: string): Quad {
  return quad(namedNode(member), namedNode(tree('member')), namedNode(member));
}

function violations(checker: ShapeChecker, quads: readonly Quad[]): Reason[] {
  return checker
    .checkRecord(quads)
    .flatMap(({ severity, path, messages: { nl, en } }) =>
      severity === 'Violation'
        ? [path === undefined ? { nl, en } : { nl: `<${path}>: ${nl}`, en: `<${path}>: ${en}` }]
        : [],
    );
}

function ntriples(quads: readonly Quad[]): string {
  return new Writer({ format: 'N-Triples' }).quadsToString([...quads]);
}
