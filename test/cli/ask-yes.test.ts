import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import { PROJECT } from '../support/engine.js';
import { endsWithTests } from '../support/program.js';

const script = `
  const { askYes } = await import(${JSON.stringify(`${PROJECT}dist/cli/register-report.js`)});
  process.stdout.write(String(await askYes('Switch?')));`;

it.each([
  ['yes', 'y\n', 'true'],
  ['yes in Dutch', 'ja\n', 'true'],
  ['anything else', 'maybe\n', 'false'],
  ['nothing: the terminal is closed', '', 'false'],
])('a question answered with %s', async (_what, typed, expected) => {
  const answer = await new Promise<string>((resolve) => {
    const child = endsWithTests(
      execFile(process.execPath, ['--input-type=module', '-e', script], (_error, out) => {
        resolve(out);
      }),
    );
    child.stdin?.end(typed);
  });
  expect(answer).toBe(expected);
});
