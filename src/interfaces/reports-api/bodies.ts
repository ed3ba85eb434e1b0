import type { z } from 'zod';
import { commandBodies, FOLLOWER_COMMANDS } from './command-bodies.js';

/** The schemas of the bodies that the reports API takes as JSON, by method and address. */
export const reportsApiBodies: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(
    Object.entries(commandBodies).map(([name, schema]) => [`POST /id/report/:id/${name}`, schema]),
  ),
  ...Object.fromEntries(
    FOLLOWER_COMMANDS.map((name) => [`POST /follow/:token/${name}`, commandBodies[name]]),
  ),
};
