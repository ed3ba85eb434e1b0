import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work after which others have their turn: a report that comes in waits for a few such slices. */
const SLICE = 3;

/** Lets others have their turn when the slice is over; to be called between two pieces of work. */
export type GiveWay = () => Promise<void>;

/** Slices of what several workers do together. */
export function workInSlices(): GiveWay {
  let end = performance.now() + SLICE;
  return async () => {
    if (performance.now() < end) return;
    await nextTurn();
    end = performance.now() + SLICE;
  };
}
