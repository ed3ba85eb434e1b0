/** What the reporter's own pages say, in one language. */
export interface FollowWording {
  readonly status: string;
  readonly phase: string;
  readonly handler: string;
  /** Where a dispatcher has it. */
  readonly nobody: string;
  readonly expected: string;
  readonly reported: string;
  readonly publicPage: string;
  readonly timeline: string;
  /** Over the parts that a report was divided into. */
  readonly parts: string;
  /** The first of what happened. */
  readonly filed: string;
  /** To who follows what another reported. */
  readonly lookingOn: string;
  /** That the address is a secret; the second to who follows what another reported. */
  readonly secret: string;
  readonly looksSecret: string;
  /** A day and a moment, in words. */
  readonly date: (date: Date) => string;
  readonly moment: (date: Date) => string;
  /** What was done by a form, by its name. */
  readonly done: Readonly<Record<string, string>>;
  /** Forms for commands: a heading, what to write, and the button. */
  readonly answer: CommandWording;
  readonly choice: CommandWording;
  readonly addition: CommandWording;
  readonly withdraw: CommandWording;
  readonly reopen: CommandWording;
  readonly rate: CommandWording & {
    readonly stars: readonly string[];
    /** To reopen after a bad rating. */
    readonly reopen: string;
    readonly question: string;
  };
  readonly files: {
    readonly title: string;
    /** What kinds of files are called, by media type. */
    readonly kinds: Readonly<Record<string, string>>;
    /** Of a file that only the reporter and those who handle the report see. */
    readonly held: string;
    readonly add: string;
    readonly intro: string;
    readonly choose: string;
    readonly send: string;
  };
  readonly notices: {
    readonly title: string;
    readonly byEmail: (address: string) => string;
    readonly byWebhook: string;
    readonly none: string;
    readonly email: string;
    /** The same to who follows what another reported. */
    readonly followerEmail: string;
    readonly send: string;
    /** On the page that ends them. */
    readonly stopTitle: string;
    readonly stopIntro: string;
    readonly stop: string;
    readonly stopped: string;
    readonly back: string;
  };
  readonly personal: {
    readonly title: string;
    /** @param days kept after the end, and at most */
    readonly kept: (afterEnd: number, atMost: number) => string;
    readonly readers: string;
    readonly noReaders: string;
    readonly export: string;
    readonly erase: string;
    readonly eraseIntro: string;
    readonly sure: string;
    readonly eraseNow: string;
    readonly erasedTitle: string;
    readonly erased: string;
  };
}

/** A form for one command. */
export interface CommandWording {
  readonly title: string;
  readonly text: string;
  readonly send: string;
}
