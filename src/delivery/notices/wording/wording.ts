/** What a mail to a reporter says, in one language. */
export interface NoticeWording {
  readonly subject: (category: string) => string;
  /** That the report was taken in; `handler` has it, or a dispatcher where there is none. */
  readonly filed: (handler: string | undefined) => string;
  readonly phase: string;
  readonly handler: string;
  /** Where a dispatcher has it. */
  readonly nobody: string;
  readonly expected: string;
  readonly date: (date: Date) => string;
  /** Before the link, where the reporter has to do something. */
  readonly answer: string;
  /** Before the link otherwise. */
  readonly follow: string;
  /** Before the link that ends the mails. */
  readonly stop: string;
}
