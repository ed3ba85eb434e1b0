/** Runs a program of `bench/` against the built service: `node scripts/built.mjs bench/bench.js [ARGUMENT…]`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { mustRun, prepare, root, tool } from './prepare.mjs';

const [program, ...programArguments] = process.argv.slice(2);
if (program === undefined) {
  console.error('Name the program to run, such as bench/bench.js.');
  process.exit(2);
}
prepare();
mustRun('build of the benchmarks', tool('tsc'), ['-p', 'tsconfig.bench.json']);
const { status } = spawnSync(process.execPath, [join(root, 'build', program), ...programArguments], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
