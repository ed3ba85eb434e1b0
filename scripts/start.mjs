/** `npm start`: installs and builds what is missing, then serves. Arguments after `--` go to `wegwijzer serve`. */
import { prepare } from './prepare.mjs';

prepare();
process.argv.splice(2, 0, 'serve');
await import('../dist/cli/main.js');
