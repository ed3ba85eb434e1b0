/** What is said of a report where the endpoint gives a status and no words, in one language. */
export interface Open311Wording {
  readonly resolved: string;
  readonly refused: string;
  readonly closed: string;
}
