/** `npm test`: build, format, lint, types and every test. Arguments after `--` go to vitest. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root, run, tool } from './prepare.mjs';

const SUMMARY = join(root, 'coverage', 'tests.json');

prepare();
rmSync(SUMMARY, { force: true });
const steps = {
  'format (npm run format mends it)': ['prettier', ['--check', '--log-level', 'warn', '.']],
  lint: ['eslint', ['.']],
  types: ['tsc', ['-p', 'tsconfig.json', '--noEmit']],
  tests: [
    'vitest',
    [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${SUMMARY}`,
      ...process.argv.slice(2),
    ],
  ],
};
const failed = Object.entries(steps).flatMap(([name, [program, args]]) => {
  console.log(`\n── ${name}`);
  return run(tool(program), args) ? [] : [name];
});

const { numPassedTests = 0, numFailedTests = 0 } = readSummary();
console.log(failed.length > 0 ? `\nFailed: ${failed.join(', ')}` : '\nEverything passed.');
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
process.exit(failed.length > 0 ? 1 : 0);

function readSummary() {
  try {
    return JSON.parse(readFileSync(SUMMARY, 'utf8'));
  } catch {
    return {};
  }
}
