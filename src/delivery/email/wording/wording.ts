/** What a mail to a manager says, in one language. */
export interface MailWording {
  readonly subject: (category: string) => string;
  readonly about: string;
  readonly place: string;
  readonly report: string;
  /** Before the link to answer. */
  readonly answer: string;
}
