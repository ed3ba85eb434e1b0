import { commandsOf, type Life, type LifeEntry, type ReportLife } from '../../reports/index.js';
import type { Named } from '../../responsibility/index.js';

/** What everyone may know of a report's life, for apps and for the reporter. */
export interface LifeJson {
  readonly report: string;
  readonly state: {
    readonly key: string;
    readonly label: { readonly nl: string; readonly en: string };
    /** In plain words, to the reporter. */
    readonly plain: { readonly nl: string; readonly en: string };
    /** IRI of the official status (OSLO MeldingStatuswaarde). */
    readonly status: string;
    /** IRIs of the Flemish phase and code, for Mijn Burgerprofiel. */
    readonly flemishPhase: string;
    readonly flemishCode: string;
    /** Whether the reporter has to do something. */
    readonly actionNeeded: boolean;
  };
  readonly handler: {
    readonly id: string;
    readonly label: { readonly nl: string; readonly en: string };
  } | null;
  readonly answerBy?: string;
  /** The date by which a solution may be expected. */
  readonly solveBy?: string;
  readonly partOf?: string;
  readonly parts?: readonly string[];
  readonly mergedInto?: string;
  readonly merged?: readonly string[];
  readonly timeline: readonly TimelineEntry[];
  /** Commands that the state allows; who may give them is another matter. */
  readonly commands: readonly string[];
}

/** One step as everyone may know it. */
export interface TimelineEntry {
  readonly time: string;
  readonly command: string;
  readonly state: string;
  readonly status: string;
  readonly message: { readonly nl: string; readonly en: string };
  readonly text?: string | undefined;
  readonly refusal?: string | undefined;
  readonly by: string;
  readonly handler?: string | undefined;
}

function timelineEntry({ iri, ...entry }: LifeEntry): TimelineEntry & { readonly id: string } {
  return { id: iri, ...entry };
}

/** @param handler name of who has it; `undefined` where that is a dispatcher */
export function lifeJson(life: ReportLife, { table }: Life, handler: Named | undefined): LifeJson {
  const { key, label, plain, status, phase, code, actionNeeded } = table.state(life.state);
  const { answerBy, solveBy, partOf, parts, mergedInto, merged } = life;
  return {
    report: life.iri,
    state: { key, label, plain, status, flemishPhase: phase, flemishCode: code, actionNeeded },
    handler: handler ? { id: handler.iri, label: handler.label } : null,
    ...(answerBy === undefined ? {} : { answerBy }),
    ...(solveBy === undefined ? {} : { solveBy }),
    ...(partOf === undefined ? {} : { partOf }),
    ...(parts.length === 0 ? {} : { parts }),
    ...(mergedInto === undefined ? {} : { mergedInto }),
    ...(merged.length === 0 ? {} : { merged }),
    timeline: life.history.map(timelineEntry),
    commands: commandsOf(table.allowedIn(life.state), life.choices.size > 0),
  };
}
