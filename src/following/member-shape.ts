import { Writer } from 'n3';
import type { Quad } from '@rdfjs/types';
import { rdfs, sh, tree } from '../rdf/namespaces.js';
import { loadShapes, type ShapeChecker } from '../rdf/shapes.js';
import { namedNode, quad } from '../rdf/terms.js';
import { unfoldedSize } from './shape-size.js';
import type { StreamFacts } from './stream-facts.js';
import type { Reason } from './version.js';

/** Statements of a shape; that of addresses has some hundred. */
const MOST_QUADS = 2000;
/** Nodes of a shape, each counted as often as something leads to it. */
const MOST_NODES = 2000;
/** Nodes that are held against something while one member is checked; a long member takes some thousand. */
const MOST_STEPS = 20_000;
/** What someone else can write so that it takes for ever: expressions, comparisons of all with all, and classes. */
const NOT_TAKEN = [
  ...['pattern', 'flags', 'equals', 'lessThan', 'lessThanOrEquals'].map((name) => sh(name)),
  rdfs('subClassOf'),
];
/** Below these, to leave something out makes the rest say more. */
const TURNING = ['not', 'xone', 'qualifiedMaxCount'].map((name) => sh(name));
/** The same, where to leave it out would change what the rest says. */
const NOT_USABLE = ['zeroOrMorePath', 'oneOrMorePath', 'qualifiedValueShapesDisjoint'].map((name) =>
  sh(name),
);

/** Checks members against the shape that their stream states. */
export type MemberCheck = (quads: readonly Quad[], member: string) => readonly Reason[];

/**
 * The shape of a stream (`tree:shape`) as it is checked and kept, in N-Triples. Patterns and comparisons of properties are
 * left out of it. It is worked through while all else waits, so that what it may take is limited.
 * @param quads what the address of the shape says
 * @throws Error saying why it cannot be used
 */
export function memberShape(quads: readonly Quad[], shape: string, facts: StreamFacts): string {
  if (!quads.some(({ subject }) => subject.value === shape))
    throw new Error('its address says nothing of it.');
  if (quads.length > MOST_QUADS) throw new Error(`it has more than ${String(MOST_QUADS)} statements.`);
  const unusable = quads.find(({ predicate }) => NOT_USABLE.includes(predicate.value));
  if (unusable) throw new Error(`it uses <${unusable.predicate.value}>, which can take for ever.`);
  const turning = quads.find(({ predicate }) => TURNING.includes(predicate.value));
  const left = quads.find(({ predicate }) => NOT_TAKEN.includes(predicate.value));
  if (turning && left)
    throw new Error(
      `it uses <${left.predicate.value}>, which is left out, beside <${turning.predicate.value}>, which would then refuse more.`,
    );
  if (unfoldedSize(quads) > MOST_NODES)
    throw new Error(`with all that it leads to it has more than ${String(MOST_NODES)} nodes.`);
  const target = facts.versionOfPath ?? tree('member');
  return ntriples([
    ...quads.filter(({ predicate }) => !NOT_TAKEN.includes(predicate.value)),
    quad(namedNode(shape), namedNode(sh('targetSubjectsOf')), namedNode(target)),
  ]);
}

/**
 * Makes a check of a shape. It throws where a member takes more than may be.
 * @param shape what `memberShape` gave; without it, all members pass
 * @throws Error saying why the shape cannot be used
 */
export function memberCheck(shape: string | undefined, { versionOfPath }: StreamFacts): MemberCheck {
  if (shape === undefined) return () => [];
  const checker = loadShapes([shape], { mostSteps: MOST_STEPS });
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
