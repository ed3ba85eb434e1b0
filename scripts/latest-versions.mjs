/** What the members of an event stream and the graph that they are of have in common, for comparing the two. */
import { DataFactory } from 'n3';

const VERSION_OF = 'http://purl.org/dc/terms/isVersionOf';
const POSITION = 'http://schema.org/position';
const TYPE = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const TIME = 'http://www.w3.org/ns/prov#generatedAtTime';
const ACTIVITY = 'https://www.w3.org/ns/activitystreams#';
/** What the service works out of places for itself, and leaves out of the stream. */
const CELL = 'https://w3id.org/wegwijzer#cell';
const { blankNode, namedNode, quad } = DataFactory;

/** What things are by the latest of their versions (LDES, version materialisation); what was deleted is not there. */
export function latestVersions(quads) {
  const about = new Map();
  for (const one of quads) about.set(one.subject.value, [...(about.get(one.subject.value) ?? []), one]);
  const positionOf = (version) =>
    Number(about.get(version).find(({ predicate }) => predicate.value === POSITION).object.value);
  const latest = new Map();
  for (const { subject, predicate, object } of quads) {
    if (predicate.value !== VERSION_OF) continue;
    const before = latest.get(object.value);
    if (before === undefined || positionOf(before) < positionOf(subject.value))
      latest.set(object.value, subject.value);
  }
  return [...latest].flatMap(([thing, version]) => asThing(thing, version, about));
}

/** A version with its parts, told of the thing; nothing where it is that the thing was deleted. */
function asThing(thing, version, about) {
  const isKind = ({ predicate, object }) => predicate.value === TYPE && object.value.startsWith(ACTIVITY);
  const own = about.get(version);
  if (own.some((one) => isKind(one) && one.object.value === `${ACTIVITY}Delete`)) return [];
  const ofVersion = [VERSION_OF, POSITION, TIME];
  const told = own.filter((one) => !isKind(one) && !ofVersion.includes(one.predicate.value));
  const name = (term) => (term.value === version ? namedNode(thing) : term);
  const all = [...told];
  for (const { object } of all)
    if (object.termType === 'BlankNode') all.push(...(about.get(object.value) ?? []));
  return all.map(({ subject, predicate, object }) => quad(name(subject), predicate, name(object)));
}

/** What a graph says of its things, without what the streams leave out; parts, which have names there, are blank nodes. */
export function thingsIn(quads) {
  const name = (term) => {
    const [, part] = (term.termType === 'NamedNode' && /\/\.well-known\/genid\/(.+)$/.exec(term.value)) || [];
    return part === undefined ? term : blankNode(part.replace(/\W/g, '_'));
  };
  return quads
    .filter(({ predicate }) => predicate.value !== CELL)
    .map(({ subject, predicate, object }) => quad(name(subject), predicate, name(object)));
}
