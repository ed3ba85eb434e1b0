import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll } from 'vitest';
import { PROJECT } from './engine.js';

/** The program as it is built. */
export const PROGRAM = `${PROJECT}dist/cli/main.js`;

const started = new Map<ChildProcess, NodeJS.Signals>();

// Whatever a test did with its processes, and wherever it failed, none of them outlives the tests of its file.
afterAll(() => Promise.all([...started].map(([child, signal]) => endProcess(child, signal))));

/**
 * Sees to it that a process ends with the tests of the file at the latest.
 * @param signal what ends it: SIGTERM where it has processes of its own to end
 * @returns the same
 */
export function endsWithTests<C extends ChildProcess>(child: C, signal: NodeJS.Signals = 'SIGKILL'): C {
  started.set(child, signal);
  child.once('exit', () => started.delete(child));
  return child;
}

/** Sends a signal to a process and resolves when it is gone, at once where it is already. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** How a run of the program ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program to its end. */
export function runProgram(args: readonly string[], options: { readonly cwd?: string } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    endsWithTests(
      execFile(process.execPath, [PROGRAM, ...args], options, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err });
      }),
    );
  });
}
