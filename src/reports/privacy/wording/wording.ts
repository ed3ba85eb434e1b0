/** What people read about personal data, in one language. */
export interface PrivacyWording {
  /** What the tombstone says, by why the data was erased. */
  readonly erased: Readonly<Record<'person' | 'administrator' | 'expired', string>>;
}
