/** What the form to report says, and the page after it, in one language. */
export interface FormWording {
  readonly title: string;
  readonly intro: string;
  readonly description: string;
  /** Who reports, which is not public. */
  readonly contact: string;
  readonly contactNote: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly notify: string;
  readonly send: string;
  readonly again: string;
  readonly filed: {
    readonly title: string;
    readonly keep: string;
    readonly follow: string;
    readonly publicPage: string;
    readonly duplicates: string;
  };
}
