import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives all tests of a run one folder for what they write, which is gone when they are: what a test leaves behind fills no
 * disk.
 */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-tests-'));
  // Some tests run the service as a user who may not write.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}
