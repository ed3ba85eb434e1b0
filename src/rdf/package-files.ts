import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The folder of the package: the parent of `dist/`, where `ontology/`, `shapes/` and `queries/` lie. */
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Path of a file that comes with the package. */
export function packageFile(...segments: readonly string[]): string {
  return join(packageRoot, ...segments);
}
