import { Counter, Gauge, type Registry } from 'prom-client';
import type { Delivery, LaneFigures, Outcome } from '../../delivery/index.js';

/**
 * Figures of deliveries: attempts by kind and outcome, what waits, what was given up, and how old the oldest is.
 * @returns what is to be told of attempts
 */
export function registerDeliveryFigures(
  registry: Registry,
  figures: () => readonly LaneFigures[],
): (delivery: Delivery, outcome: Outcome) => void {
  const attempts = new Counter({
    name: 'wegwijzer_delivery_attempts_total',
    help: 'Attempts to deliver, by kind of channel and what became of them.',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const gauge = (name: string, help: string, value: (lanes: readonly LaneFigures[]) => number): void => {
    new Gauge({
      name: `wegwijzer_delivery_${name}`,
      help,
      labelNames: ['kind'],
      registers: [registry],
      collect() {
        this.reset();
        const lanes = figures();
        for (const kind of new Set(lanes.map((lane) => lane.kind)))
          this.set({ kind }, value(lanes.filter((lane) => lane.kind === kind)));
      },
    });
  };
  gauge('waiting', 'Deliveries that are not made yet, dead letters included.', (lanes) =>
    lanes.reduce((sum, { waiting }) => sum + waiting, 0),
  );
  gauge('dead', 'Deliveries that were given up.', (lanes) => lanes.reduce((sum, { dead }) => sum + dead, 0));
  gauge('oldest_seconds', 'Age of the oldest delivery that waits.', (lanes) =>
    Math.max(
      0,
      ...lanes.flatMap(({ oldest }) =>
        oldest === undefined ? [] : [(Date.now() - Date.parse(oldest)) / 1000],
      ),
    ),
  );
  return ({ kind }, outcome) => {
    attempts.inc({ kind, outcome: outcome.kind });
  };
}
