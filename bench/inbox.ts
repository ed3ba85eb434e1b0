/**
 * Pages of an inbox with many open reports.
 *
 *     npm run bench:inbox [-- --json] [--reports 100000]
 */
import { parseArgs } from 'node:util';
import { inboxLine, measureInbox } from './delivery/inbox.js';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, reports: { type: 'string', default: '100000' } },
});
const figures = await measureInbox(Number(values.reports));
console.log(values.json ? JSON.stringify(figures) : inboxLine(figures));
