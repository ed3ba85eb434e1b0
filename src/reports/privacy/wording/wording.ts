import type { PersonalKind } from '../find-personal.js';

/** What people read about personal data, in one language. */
export interface PrivacyWording {
  /** What stands in a public text instead of personal data. */
  readonly masks: Readonly<Record<PersonalKind, string>>;
  /** What the tombstone says, by why the data was erased. */
  readonly erased: Readonly<Record<'person' | 'administrator' | 'expired', string>>;
}
