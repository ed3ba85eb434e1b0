/** One step in the life of a report; every name in the language of the sentence. */
export interface Step {
  /** Key of the command. */
  readonly command: string;
  /** Key of the state after it. */
  readonly state: string;
  /** Who did it, where that is an organisation. */
  readonly by: string | undefined;
  /** Who has the report after it, where that is an organisation. */
  readonly to: string | undefined;
  /** Ground of refusal. */
  readonly refusal: string | undefined;
  /** What was said of the step of another report, of which this one hears. */
  readonly news: string | undefined;
}

/** The sentence that tells the reporter about a step; `undefined` where what the state means is enough. */
export type StepWording = (step: Step) => string | undefined;
