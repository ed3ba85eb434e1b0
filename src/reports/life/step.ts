import { dct, melding, rdf, rdfs, ww, xsd } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import { lineTerms, type Line } from '../../rdf/nquads.js';
import type { Bilingual, Named } from '../../responsibility/index.js';
import type { Change } from '../../store/graph-store.js';
import { lifeIri, type LifeTable } from './life-table.js';
import type { ReportLife } from './life-of.js';
import { measureLines } from './measures.js';
import { en } from './wording/en.js';
import { nl } from './wording/nl.js';

/** What a command comes to: where the report goes, who has it then, and what else changes in the graph. */
export interface Plan {
  /** Key of the command that the history names. */
  readonly command: string;
  /** Key of the state after it. */
  readonly state: string;
  /** IRI of who has it after it. */
  readonly handler: string;
  /** What the one who acts wrote. */
  readonly text?: string | undefined;
  /** Key of the ground of refusal. */
  readonly refusal?: string | undefined;
  readonly insert?: readonly Line[];
  readonly remove?: readonly Line[];
  readonly create?: Change['create'];
  /** By when the manager answers, and by when it is solved; `null` takes the term away, nothing leaves it. */
  readonly answerBy?: Date | null;
  readonly solveBy?: Date | null;
}

/** Who acts, and when. */
export interface Acting {
  /** IRI as the public sees it. */
  readonly by: string;
  readonly time: Date;
  /** What things are called. */
  readonly named: (iri: string) => Named | undefined;
  /** IRI of the service, which has what nobody has. */
  readonly service: string;
  /** What was said of the step of another report, of which this one hears. */
  readonly news?: Bilingual;
}

/** A change of one report, with what became of it. */
export interface Stepped {
  readonly insert: readonly Line[];
  readonly remove: readonly Line[];
  readonly message: Bilingual;
}

/** Writes a step into the history of a report, and brings the report's own properties in line with it. */
export function stepLines(life: ReportLife, plan: Plan, acting: Acting, table: LifeTable): Stepped {
  const { iri: report, graph } = life;
  const write = lineWriter(graph);
  const entry = `${report}#status-${String(life.history.length + 1)}`;
  const state = table.state(plan.state);
  const message = messageOf(life, plan, acting, table);
  const time = acting.time.toISOString();
  const refusal = plan.refusal === undefined ? undefined : lifeIri.refusal(plan.refusal);
  const measures = measureLines(life, plan, acting.time);
  const insert = [
    write.iri(report, melding('heeftStatus'), entry),
    write.iri(entry, rdf('type'), melding('Meldingstatus')),
    write.iri(entry, melding('statuswaarde'), state.status),
    write.literal(entry, melding('statusdatum'), time, xsd('dateTime')),
    write.iri(entry, melding('statuswijzigingDoor'), acting.by),
    write.literal(entry, dct('description'), message.nl),
    ...write.bilingual(entry, rdfs('comment'), message),
    write.iri(entry, ww('state'), state.iri),
    write.iri(entry, ww('command'), lifeIri.command(plan.command)),
    write.iri(entry, ww('handler'), plan.handler),
    ...(plan.text === undefined || plan.text === '' ? [] : [write.literal(entry, ww('reason'), plan.text)]),
    ...(refusal === undefined ? [] : [write.iri(entry, ww('refusal'), refusal)]),
    write.iri(report, ww('state'), state.iri),
    write.iri(report, melding('behandelaar'), plan.handler),
    write.iri(plan.handler, rdf('type'), dct('Agent')),
    ...dateLine(report, graph, 'answerBy', plan.answerBy),
    ...dateLine(report, graph, 'solveBy', plan.solveBy),
    ...measures.insert,
    ...(plan.insert ?? []),
  ];
  const kept = new Set(insert);
  const removed = [...outdated(life, plan), ...measures.remove, ...(plan.remove ?? [])].filter(
    (line) => !kept.has(line),
  );
  return { insert, remove: removed, message };
}

/** What the report says of itself and the step replaces. */
function outdated({ iri, lines }: ReportLife, { answerBy, solveBy }: Plan): Line[] {
  const replaced = [
    ww('state'),
    melding('behandelaar'),
    ...(answerBy === undefined ? [] : [ww('answerBy')]),
    ...(solveBy === undefined ? [] : [ww('solveBy')]),
  ].map((property) => `<${property}>`);
  return lines.filter((line) => {
    const { subject, predicate } = lineTerms(line);
    return subject === `<${iri}>` && replaced.includes(predicate);
  });
}

function dateLine(
  report: string,
  graph: string,
  name: 'answerBy' | 'solveBy',
  date: Date | null | undefined,
): Line[] {
  if (!date) return [];
  return [lineWriter(graph).literal(report, ww(name), date.toISOString(), xsd('dateTime'))];
}

function messageOf(life: ReportLife, plan: Plan, acting: Acting, table: LifeTable): Bilingual {
  // Nobody answered: the name that matters is of who should have.
  const last = plan.command === 'escalate' ? (life.handler ?? plan.handler) : plan.handler;
  const by = acting.named(acting.by);
  const to = last === acting.service ? undefined : acting.named(last);
  const refusal = plan.refusal === undefined ? undefined : table.refusals.get(plan.refusal);
  const { plain } = table.state(plan.state);
  const write = (language: keyof Bilingual): string => {
    const step = {
      command: plan.command,
      state: plan.state,
      by: by?.nameless ? undefined : by?.label[language],
      to: to?.label[language],
      refusal: refusal?.label[language],
      news: acting.news?.[language],
    };
    return (language === 'nl' ? nl : en)(step) ?? plain[language];
  };
  return { nl: write('nl'), en: write('en') };
}
