/** What the scripts share: the right Node, the packages installed, the sources built. Plain Node, no packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package. */
export const root = fileURLToPath(new URL('../', import.meta.url));
const BUILT = join(root, 'dist', '.built');

/** Ends with a clear word on a Node that the package is not made for: `engines` in package.json. */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major > 22) return;
  console.error(
    `Wegwijzer needs Node 20.19 or a later 20, or Node 22.13 or later; this is ${process.versions.node}.`,
  );
  process.exit(1);
}

/**
 * Runs a program in the package's folder, with its output on this terminal.
 * @returns {boolean} whether it ended well
 */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) console.error(`${command} could not be run: ${error.message}`);
  return status === 0;
}

/** The path of a tool that a package of ours brings along. */
export function tool(name) {
  return join(root, 'node_modules', '.bin', name);
}

/** Runs a step, and ends this process where it fails. */
export function mustRun(step, command, args) {
  if (run(command, args)) return;
  console.error(`\nThis step failed: ${step}`);
  process.exit(1);
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function newest(folder) {
  const entries = readdirSync(folder, { recursive: true });
  return Math.max(modified(folder), ...entries.map((entry) => modified(join(folder, entry))));
}

function installIfNeeded() {
  const installed = modified(join(root, 'node_modules', '.package-lock.json'));
  // Without the packages of development, which NODE_ENV=production leaves out, nothing can be built.
  const complete = existsSync(tool('tsc'));
  if (complete && installed > 0 && installed >= modified(join(root, 'package-lock.json'))) return;
  console.log('Installing the packages …');
  // Nothing that we use needs an install script, so none is run. `npm ci` would refuse a lock file that was made where
  // the packages of other platforms could not be had; this takes the same versions and leaves the lock file alone.
  const options = ['--include=dev', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  mustRun('npm install', 'npm', ['install', ...options]);
}

function buildIfNeeded() {
  const sources = Math.max(
    newest(join(root, 'src')),
    modified(join(root, 'tsconfig.json')),
    modified(join(root, 'tsconfig.build.json')),
    modified(join(root, 'package-lock.json')),
  );
  if (modified(BUILT) >= sources) return;
  console.log('Building …');
  mustRun('build', tool('tsc'), ['-p', 'tsconfig.build.json']);
  writeFileSync(BUILT, '');
}

/** Makes the package ready to run: checks Node, installs and builds what is missing or out of date. */
export function prepare() {
  checkNode();
  installIfNeeded();
  buildIfNeeded();
}
