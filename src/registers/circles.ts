/** A node on the way that is being walked, with what is still to be looked at from it. */
interface Turn {
  readonly node: string;
  readonly ahead: Iterator<string>;
}

/**
 * Circles in a graph: one for each edge that leads back to the way that was walked to it, found by one walk in depth
 * that looks at each node and each edge once, without recursion.
 * @param next the nodes that a node leads to
 * @param most circles that are gathered
 * @returns the nodes of each circle, in order; none where there is no circle
 */
export function findCircles(
  nodes: Iterable<string>,
  next: (node: string) => Iterable<string>,
  most: number,
): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  for (const start of nodes) {
    if (done.has(start)) continue;
    // A map keeps the order in which the way was walked.
    const way = new Map<string, Turn>();
    const enter = (node: string): Turn => {
      const turn = { node, ahead: next(node)[Symbol.iterator]() };
      way.set(node, turn);
      return turn;
    };
    const stack = [enter(start)];
    for (let turn = stack.at(-1); turn; turn = stack.at(-1)) {
      const step = turn.ahead.next();
      if (step.done) {
        stack.pop();
        way.delete(turn.node);
        done.add(turn.node);
      } else if (way.has(step.value)) {
        const names = [...way.keys()];
        circles.push(names.slice(names.indexOf(step.value)));
        if (circles.length >= most) return circles;
      } else if (!done.has(step.value)) stack.push(enter(step.value));
    }
  }
  return circles;
}
