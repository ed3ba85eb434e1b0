/**
 * Runs the conformance suites of the W3C over HTTP against a service of their own.
 *
 *     npm run conformance [-- --json] [--suite query]… [--folder ../shared/conformance/w3c-sparql11] [--details]
 *
 * Ends with 1 where a test fails that `conformance/expected-failures.json` does not list, or where a listed one passes.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { flag, json, readOptions, text, texts } from '../bench/options.js';
import { startServiceUnderTest } from './service-under-test.js';
import { readExpectedFailures, runSuite, suites, SUITES_FOLDER, type SuiteName } from './suites.js';

const values = readOptions({
  command: 'npm run conformance',
  about: 'Runs the conformance suites of the W3C over HTTP against a service of their own.',
  options: {
    json,
    details: flag('print why each test failed'),
    suite: texts('names', `suites to run, of ${Object.keys(suites).join(', ')}`),
    folder: text('path', SUITES_FOLDER, 'folder of the suites'),
  },
});
const folder = values.folder.replace(/\/*$/, '/');
if (!existsSync(`${folder}manifest-all.ttl`)) {
  console.error(`There are no suites in ${folder}. Name their folder with --folder.`);
  process.exit(2);
}
const names = (values.suite.length > 0 ? values.suite : Object.keys(suites)) as SuiteName[];
const unknown = names.find((name) => !(name in suites));
if (unknown !== undefined) {
  console.error(`There is no suite "${unknown}". There are: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
const expected = readExpectedFailures(
  fileURLToPath(new URL('../../conformance/expected-failures.json', import.meta.url)),
);
const table: Record<string, { passed: number; failed: number; skipped: number }> = {};
const service = await startServiceUnderTest();
try {
  for (const name of names) {
    const { passed, failed, skipped } = await runSuite(name, service, folder);
    table[name] = { passed: passed.length, failed: failed.size, skipped: skipped.size };
    for (const [test, reason] of failed) {
      if (test in expected) continue;
      process.exitCode = 1;
      console.error(`FAILED ${name}: ${test}${values.details ? `\n${reason}` : ''}`);
    }
    for (const test of passed.filter((one) => one in expected)) {
      process.exitCode = 1;
      console.error(`PASSES NOW, take it off the list ${name}: ${test}`);
    }
    for (const [test, reason] of skipped) console.error(`skipped ${name}: ${test}: ${reason}`);
  }
} finally {
  await service.close();
}
if (values.json) console.log(JSON.stringify(table));
else console.table(table);
