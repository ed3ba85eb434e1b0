import type { Chosen } from '../../responsibility/index.js';

const CHOSEN = /^(asset|ground|road|area):(?:(left|right):)?(.+)$/s;

/** An answer to the question of a decision, as the parameter `chosen` has it: `road:left:https://…`. */
export function formatChosen({ role, side, feature }: Chosen): string {
  return [role, ...(side === undefined ? [] : [side]), feature].join(':');
}

/** @returns `undefined` where the text is no such answer */
export function parseChosen(text: string): Chosen | undefined {
  const [, role, side, feature = ''] = CHOSEN.exec(text.trim()) ?? [];
  if (role === undefined) return undefined;
  return { role: role as Chosen['role'], side: side as Chosen['side'], feature };
}
