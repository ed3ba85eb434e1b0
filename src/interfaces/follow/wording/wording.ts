/** What the reporter's own pages say, in one language. */
export interface FollowWording {
  readonly stopTitle: string;
  readonly stopIntro: string;
  readonly stop: string;
  readonly stopped: string;
  readonly back: string;
}
