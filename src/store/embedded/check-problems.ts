/** More of the same would not help to find out what happened. */
const MOST = 100;

/** What a check finds, gathered. */
export class Problems {
  readonly found: string[] = [];
  readonly notes: string[] = [];

  /** Adds something that is wrong. */
  add(problem: string): void {
    if (this.found.length < MOST) this.found.push(problem);
  }

  /** Adds something that was not checked. */
  note(note: string): void {
    this.notes.push(note);
  }
}
