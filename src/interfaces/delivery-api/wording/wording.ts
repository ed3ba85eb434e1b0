/** Texts of the page that a link in a mail leads to, in one language. */
export interface AnswerWording {
  readonly title: string;
  readonly intro: string;
  readonly about: string;
  readonly description: string;
  readonly accept: string;
  readonly refuse: string;
  readonly reason: string;
  readonly text: string;
  readonly done: string;
  readonly accepted: string;
  readonly refused: string;
}
