import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

/** What parts of the service share. */
export interface Parts {
  readonly logger: Logger;
  readonly now: () => Date;
  readonly registry: Registry;
}
