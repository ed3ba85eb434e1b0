/** The texts around a decision on a page, in one language. */
export interface DecisionWording {
  readonly outcome: string;
  readonly responsible: string;
  readonly rule: string;
  readonly version: string;
  readonly time: string;
  readonly candidates: string;
  readonly thing: string;
  readonly role: string;
  readonly distance: string;
  readonly register: string;
  readonly asOf: string;
  /** Of a register that is older than it may be. */
  readonly stale: string;
  readonly runnersUp: string;
  readonly noOther: string;
  /** Headings of the explanations for them. */
  readonly forDispatcher: string;
  readonly forAuditor: string;
  /** What the link to the record of a decision follows. */
  readonly record: string;
}
