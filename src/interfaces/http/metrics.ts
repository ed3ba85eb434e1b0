import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Seconds; a decision takes a few milliseconds, a foreign query may take its whole time limit. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** The figures of one running service. */
export interface HttpMetrics {
  readonly registry: Registry;
  /** Notes an answered request; `route` is the pattern, never the address. */
  observe(labels: { method: string; route: string; status: number }, seconds: number): void;
}

/** Figures about this process and its HTTP answers; other parts register their own with `registry`. */
export function createHttpMetrics(): HttpMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'wegwijzer_http_request_duration_seconds',
    help: 'Time from the request line to the end of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATIONS,
    registers: [registry],
  });
  return {
    registry,
    observe: ({ method, route, status }, seconds) => {
      durations.observe({ method, route, status: String(status) }, seconds);
    },
  };
}
