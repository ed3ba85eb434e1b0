import { ww } from '../../rdf/namespaces.js';
import { readQuery } from '../../rdf/query-text.js';
import type { GraphStore, Solution } from '../../store/graph-store.js';
import { lifeKey, type LifeTable } from '../life/life-table.js';

const volumeQuery = readQuery('figures/volume.rq');
const stepsQuery = readQuery('figures/steps.rq');
const misroutedQuery = readQuery('figures/misrouted.rq');
const mergedQuery = readQuery('figures/merged.rq');
const timesQuery = readQuery('figures/times.rq');
const inTimeQuery = readQuery('figures/in-time.rq');
const refusalsQuery = readQuery('figures/refusals.rq');
const kindsQuery = readQuery('figures/organisation-kinds.rq');

const HOUR = 3600;
/** Commands by which a report goes to someone else. */
const HOPS = ['refuse', 'transfer', 'assign', 'escalate'];

/** Kinds of manager; `public` is a public body of which the register does not say more. */
export type ManagerKind =
  'unit' | 'municipality' | 'intercommunale' | 'agency' | 'public' | 'private' | 'dispatcher';

/** One figure, with what it is about. */
export interface Figure {
  /** Its key, such as `reports` or `hours-to-answer`. */
  readonly figure: string;
  /** IRI of the category. */
  readonly category?: string;
  readonly kind?: ManagerKind;
  /** IRI of the rule. */
  readonly rule?: string;
  readonly value: number;
  readonly unit: 'reports' | 'hours' | 'share' | 'per report';
}

/**
 * Works the figures out from the graph, in a reader: over many reports that takes seconds, and decisions must not wait.
 * @param service IRI of the agent that has what nobody else has
 */
export async function workOutFigures(
  store: Pick<GraphStore, 'query'>,
  table: LifeTable,
  service: string,
): Promise<readonly Figure[]> {
  const [volume, steps, misrouted, merged, times, inTime, refusals, kinds] = await Promise.all(
    [
      ...[volumeQuery, stepsQuery, misroutedQuery, mergedQuery, timesQuery],
      ...[inTimeQuery, refusalsQuery, kindsQuery],
    ].map((query) => select(store, query())),
  );
  const kindOf = kindsIn(kinds ?? [], service);
  const total = sum(volume ?? []);
  return [
    ...volumeFigures(volume ?? [], kindOf, table),
    ...stepFigures(steps ?? [], total),
    share('misrouted', sum(misrouted ?? []), total),
    share('duplicates', sum(merged ?? []), total),
    ...(times ?? []).map(({ measure, mean }): Figure => ({
      figure: measure?.value === ww('answeredAfter') ? 'hours-to-answer' : 'hours-to-solution',
      value: rounded(Number(mean?.value ?? 0) / HOUR),
      unit: 'hours',
    })),
    ...onTime(inTime ?? []),
    ...(refusals ?? []).flatMap(({ rule, reports }): Figure[] =>
      rule ? [{ figure: 'refusals', rule: rule.value, value: Number(reports?.value), unit: 'reports' }] : [],
    ),
  ];
}

async function select(store: Pick<GraphStore, 'query'>, sparql: string): Promise<Solution[]> {
  const answer = await store.query(sparql, { scope: 'public' });
  return (JSON.parse(answer) as { results: { bindings: Solution[] } }).results.bindings;
}

function volumeFigures(
  rows: readonly Solution[],
  kindOf: (organisation: string) => ManagerKind,
  table: LifeTable,
): Figure[] {
  const sums = new Map<string, number>();
  const add = (figure: string, count: number, category = '', kind = ''): void => {
    const key = JSON.stringify([figure, category, kind]);
    sums.set(key, (sums.get(key) ?? 0) + count);
  };
  for (const row of rows) {
    const count = Number(row.reports?.value);
    const kind = kindOf(row.handler?.value ?? '');
    const category = row.category?.value ?? '';
    add('reports', count);
    add('reports', count, category);
    add('reports', count, '', kind);
    add('reports', count, category, kind);
    if (table.states.get(lifeKey(row.state?.value ?? ''))?.open) add('open', count);
  }
  return [...sums].map(([key, value]) => {
    const [figure = '', category = '', kind = ''] = JSON.parse(key) as string[];
    return {
      figure,
      ...(category === '' ? {} : { category }),
      ...(kind === '' ? {} : { kind: kind as ManagerKind }),
      value,
      unit: 'reports',
    };
  });
}

function stepFigures(rows: readonly Solution[], total: number): Figure[] {
  const hops = rows
    .filter(({ command }) => HOPS.includes(lifeKey(command?.value ?? '')))
    .reduce((all, { times }) => all + Number(times?.value), 0);
  const perReport: Figure = { figure: 'hops', value: rounded(hops / (total || 1)), unit: 'per report' };
  const given = rows.map(({ command, reports }): Figure => ({
    figure: `reports-with-${lifeKey(command?.value ?? '')}`,
    value: Number(reports?.value),
    unit: 'reports',
  }));
  return [perReport, ...given];
}

function onTime(rows: readonly Solution[]): Figure[] {
  const inTime = rows.find(({ inTime: value }) => value?.value === 'true');
  const all = sum(rows);
  return all === 0 ? [] : [share('on-time', Number(inTime?.reports?.value ?? 0), all)];
}

function kindsIn(rows: readonly Solution[], service: string): (organisation: string) => ManagerKind {
  const kinds = new Map(rows.map((row) => [row.organisation?.value ?? '', kindFrom(row)] as const));
  return (organisation) => (organisation === service ? 'dispatcher' : (kinds.get(organisation) ?? 'private'));
}

function kindFrom({ unit, public: isPublic, area, classification }: Solution): ManagerKind {
  const label = classification?.value.toLowerCase() ?? '';
  if (unit?.value === 'true') return 'unit';
  if (/intercommunale|vereniging/.test(label)) return 'intercommunale';
  if (label.includes('agentschap')) return 'agency';
  if (area?.value === 'true') return 'municipality';
  return isPublic?.value === 'true' ? 'public' : 'private';
}

function sum(rows: readonly Solution[]): number {
  return rows.reduce((all, { reports }) => all + Number(reports?.value), 0);
}

function share(figure: string, part: number, all: number): Figure {
  return { figure, value: all === 0 ? 0 : rounded(part / all), unit: 'share' };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
