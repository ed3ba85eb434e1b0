import type { LocalFrame } from './local-frame.js';
import { squaredToBounds } from './local-frame.js';
import type { Chain } from './outline.js';
import { ordinate } from './outline.js';

/** The place on a chain that is nearest to a point. */
export interface Nearest {
  readonly chain: Chain;
  readonly segment: number;
  /** How far along the segment, 0 to 1. */
  readonly along: number;
  /** The square of the distance, in square metres. */
  readonly squared: number;
}

/** The place nearest to the frame's point over some chains; none if there is no segment. */
export function nearestOn(chains: readonly Chain[], frame: LocalFrame): Nearest | undefined {
  let best: Nearest | undefined;
  for (const chain of chains) {
    if (best && squaredToBounds(frame, chain.bounds) >= best.squared) continue;
    best = nearestOnChain(chain, frame, best) ?? best;
  }
  return best;
}

/** The nearest place on one chain, if it is nearer than the best so far. */
function nearestOnChain(chain: Chain, frame: LocalFrame, best: Nearest | undefined): Nearest | undefined {
  const { lon, lat, perLon, perLat } = frame;
  const { ordinates } = chain;
  let squared = best?.squared ?? Infinity;
  let segment = -1;
  let along = 0;
  for (const chunk of chain.chunks) {
    if (squaredToBounds(frame, chunk.bounds) >= squared) continue;
    let x0 = (ordinate(ordinates, 2 * chunk.from) - lon) * perLon;
    let y0 = (ordinate(ordinates, 2 * chunk.from + 1) - lat) * perLat;
    for (let i = chunk.from; i < chunk.to; i++) {
      const x1 = (ordinate(ordinates, 2 * i + 2) - lon) * perLon;
      const y1 = (ordinate(ordinates, 2 * i + 3) - lat) * perLat;
      const dx = x1 - x0;
      const dy = y1 - y0;
      const length2 = dx * dx + dy * dy;
      const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, -(x0 * dx + y0 * dy) / length2));
      const x = x0 + t * dx;
      const y = y0 + t * dy;
      const d2 = x * x + y * y;
      if (d2 < squared) [squared, segment, along] = [d2, i, t];
      [x0, y0] = [x1, y1];
    }
  }
  return segment < 0 ? undefined : { chain, segment, along, squared };
}
