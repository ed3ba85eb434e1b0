/**
 * Pages of an inbox with many open reports.
 *
 *     npm run bench:inbox [-- --json] [--reports 100000]
 */
import { count, json, readOptions } from './options.js';
import { inboxLine, measureInbox } from './delivery/inbox.js';

const values = readOptions({
  command: 'npm run bench:inbox',
  about: 'Pages of an inbox with many open reports, beside a bare server of as many bytes.',
  options: { json, reports: count(100_000, 'open reports in the inbox') },
});
const figures = await measureInbox(values.reports);
console.log(values.json ? JSON.stringify(figures) : inboxLine(figures));
