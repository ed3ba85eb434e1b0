/** What those who run the service ask, for the description of the interface. */
import { z } from 'zod';
import { jsonAnswer, type Operations } from '../openapi/operation.js';

/** Health, readiness and metrics by method and address. */
export const operationsDescribed: Operations = {
  'GET /health': {
    summary: 'Whether the process answers',
    answers: { 200: jsonAnswer('It does.', z.object({ status: z.literal('alive') })) },
  },
  'GET /ready': {
    summary: 'Whether it can take reports and answer questions',
    answers: {
      200: jsonAnswer('It can.', z.object({ status: z.literal('ready') })),
      503: jsonAnswer(
        'It cannot.',
        z.object({ status: z.literal('not ready'), faults: z.record(z.string(), z.string()) }),
      ),
    },
  },
  'GET /metrics': {
    summary: 'Figures for monitoring',
    answers: { 200: { description: 'For Prometheus.', content: { 'text/plain': 'text' } } },
  },
};
