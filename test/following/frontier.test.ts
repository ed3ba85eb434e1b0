import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Frontier } from '#wegwijzer/following/frontier.js';

it('The page with the earliest members comes first, and of the same time the one that was added first', () => {
  const times = fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined });
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 3, arbitrary: times }, fc.constant('take' as const))),
      (steps) => {
        const frontier = new Frontier();
        const waiting: { url: string; from?: number | undefined }[] = [];
        const earliest = (): string | undefined => {
          const from = Math.min(...waiting.map((page) => page.from ?? -Infinity));
          const at = waiting.findIndex((page) => (page.from ?? -Infinity) === from);
          return at < 0 ? undefined : waiting.splice(at, 1)[0]?.url;
        };
        for (const [index, step] of [...steps, ...steps.map(() => 'take' as const)].entries())
          if (step === 'take') expect(frontier.take()?.url).toBe(earliest());
          else {
            const page = { url: `https://partner.example/${String(index)}`, from: step };
            frontier.add(page);
            waiting.push(page);
          }
      },
    ),
  );
});
