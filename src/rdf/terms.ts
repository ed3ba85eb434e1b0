import { DataFactory } from 'n3';
import type { Literal, NamedNode, Quad, Quad_Object, Quad_Predicate, Quad_Subject } from '@rdfjs/types';

/** An IRI as an RDF/JS term. */
export function namedNode(iri: string): NamedNode {
  return DataFactory.namedNode(iri);
}

/** A literal as an RDF/JS term. @param kind language tag, or datatype as a term; plain text where not given */
export function literal(value: string, kind?: string | NamedNode): Literal {
  return DataFactory.literal(value, kind);
}

/** A triple in the default graph. */
export function quad(subject: Quad_Subject, predicate: Quad_Predicate, object: Quad_Object): Quad {
  return DataFactory.quad(subject, predicate, object);
}
