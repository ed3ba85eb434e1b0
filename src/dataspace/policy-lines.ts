import { lineWriter, type LineWriter } from '../rdf/line-writer.js';
import { dct, odrl, rdf, xsd } from '../rdf/namespaces.js';
import { isSafeIri, type Line } from '../rdf/nquads.js';
import { shortName } from './same-policy.js';
import type { Agreement, CatalogueOffer, Constraint, Policy } from './policy-schema.js';

/**
 * An offer or an agreement as ODRL 2.2 in a graph. Rules and constraints get IRIs below that of the policy, since
 * nothing is stored without one.
 * @param graph IRI of the graph
 * @param iri IRI of the policy
 */
export function policyLines(
  graph: string,
  iri: string,
  policy: (CatalogueOffer & { readonly target: string }) | Agreement,
): Line[] {
  const writer = lineWriter(graph);
  const isAgreement = 'assignee' in policy;
  const lines = [
    writer.iri(iri, rdf('type'), odrl(isAgreement ? 'Agreement' : 'Offer')),
    node(writer, iri, odrl('target'), policy.target),
  ];
  if (isAgreement) {
    const { assigner, assignee, timestamp } = policy as Agreement;
    lines.push(
      node(writer, iri, odrl('assigner'), assigner),
      node(writer, iri, odrl('assignee'), assignee),
      ...(timestamp === undefined ? [] : [writer.literal(iri, dct('issued'), timestamp, xsd('dateTime'))]),
    );
  }
  return [...lines, ...ruleLines(writer, iri, policy)];
}

function ruleLines(writer: LineWriter, iri: string, policy: Policy): Line[] {
  const names = ['permission', 'prohibition', 'obligation'] as const;
  return names.flatMap((name) =>
    (policy[name] ?? []).flatMap(({ action, constraint = [] }, index) => {
      const rule = `${iri}#${name}-${String(index + 1)}`;
      return [
        writer.iri(iri, odrl(name), rule),
        writer.iri(rule, odrl('action'), odrlTerm(action)),
        ...constraint.flatMap((one, number) =>
          constraintLines(writer, rule, odrl('constraint'), { one, iri: `${rule}-${String(number + 1)}` }),
        ),
      ];
    }),
  );
}

function constraintLines(
  writer: LineWriter,
  subject: string,
  predicate: string,
  { one, iri }: { readonly one: Constraint; readonly iri: string },
): Line[] {
  const { leftOperand, operator, rightOperand = '', ...joints } = one;
  const link = writer.iri(subject, predicate, iri);
  if (leftOperand !== undefined && operator !== undefined)
    return [
      link,
      writer.iri(iri, odrl('leftOperand'), odrlTerm(leftOperand)),
      writer.iri(iri, odrl('operator'), odrl(operator)),
      ...valueLines(writer, iri, leftOperand, rightOperand),
    ];
  const joined = (['and', 'andSequence', 'or', 'xone'] as const).flatMap((name) =>
    (joints[name] ?? []).flatMap((part, index) =>
      constraintLines(writer, iri, odrl(name), { one: part, iri: `${iri}-${String(index + 1)}` }),
    ),
  );
  return [link, ...joined];
}

function valueLines(writer: LineWriter, iri: string, left: string, right: string | object): Line[] {
  if (Array.isArray(right))
    return right.flatMap((one) => valueLines(writer, iri, left, one as string | object));
  if (typeof right !== 'string')
    return [writer.literal(iri, odrl('rightOperand'), JSON.stringify(right), rdf('JSON'))];
  if (isSafeIri(right)) return [writer.iri(iri, odrl('rightOperand'), right)];
  const datatypes: Record<string, string> = { dateTime: xsd('dateTime'), elapsedTime: xsd('duration') };
  return [writer.literal(iri, odrl('rightOperand'), right, datatypes[shortName(left)])];
}

function odrlTerm(term: string): string {
  const name = shortName(term);
  return /^\w+$/.test(name) ? odrl(name) : isSafeIri(term) ? term : odrl(encodeURIComponent(name));
}

/** Others call themselves and their datasets as they like; what is no IRI stays a text. */
function node(writer: LineWriter, subject: string, predicate: string, value: string): Line {
  return isSafeIri(value) ? writer.iri(subject, predicate, value) : writer.literal(subject, predicate, value);
}
