import { dayNamedBy } from '../rdf/day.js';
import { readQuery } from '../rdf/query-text.js';
import type { Succession } from './successions.js';
import type { GraphStore } from '../store/graph-store.js';

const successionsQuery = readQuery('registers/successions.rq');

/** Every succession of organisations that a register tells of. */
export async function readSuccessions(store: Pick<GraphStore, 'select'>): Promise<Succession[]> {
  const found = new Map<string, Succession>();
  for (const { event, from, to, time, register } of await store.select(successionsQuery())) {
    if (!event || !from || !to || !time || !register) continue;
    const key = `${event.value} ${from.value} ${to.value}`;
    // Rows are ordered by time: of several dates of one event the last is when it was complete.
    found.set(key, {
      event: event.value,
      from: from.value,
      to: to.value,
      date: dayNamedBy(time.value),
      register: register.value,
    });
  }
  return [...found.values()];
}
