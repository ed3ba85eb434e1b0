import type { Config } from '../config.js';
import { allowListTest, checkedUrl, OutgoingError, type AllowList } from '../outgoing/index.js';
import type { NoticeMeans } from '../reports/index.js';

/** The addresses that deliveries may go to. */
export function deliveryAllowList({ deliveryTargets }: Pick<Config, 'deliveryTargets'>): AllowList {
  return deliveryTargets.includes('any-public') ? 'any-public' : deliveryTargets;
}

/** What notices reporters may ask for: those that this service can send. */
export function noticeMeans(config: Config): NoticeMeans {
  const isAllowed = allowListTest(deliveryAllowList(config));
  return {
    email: config.smtpUrl !== undefined && config.mailFrom !== undefined,
    webhook: (url) => {
      try {
        checkedUrl(url, isAllowed);
        return true;
      } catch (error) {
        if (error instanceof OutgoingError) return false;
        throw error;
      }
    },
  };
}
