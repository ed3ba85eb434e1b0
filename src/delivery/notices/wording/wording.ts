/** What a mail to a reporter, or to one who follows a report, says, in one language. */
export interface NoticeWording {
  readonly subject: (category: string) => string;
  /** The subject to one who follows what another reported. */
  readonly followed: (category: string) => string;
  /** To that one, before what the reporter was told. */
  readonly looksOn: string;
  /** To that one, before the link. */
  readonly look: string;
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
