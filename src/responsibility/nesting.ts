import { centroidOf, contains } from '../spatial/index.js';
import type { Candidate } from './model.js';

/** Whether one piece of land lies around another: it is the larger, and the other's middle lies in it. */
export function encloses(outer: Candidate, inner: Candidate): boolean {
  return outer !== inner && outer.size > inner.size && contains(outer.geometry, centroidOf(inner.geometry));
}
