import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PROJECT } from '../support/engine.js';
import { benchReport, file, startTestService, type TestService } from './service.js';

let service: TestService;
let report: string;
beforeAll(async () => {
  service = await startTestService();
  report = (await file(service, benchReport())).headers.get('location') ?? '';
});

describe('the edge of a field (WCAG 2.1, 1.4.11)', () => {
  const style = readFileSync(join(PROJECT, 'public', 'wegwijzer.css'), 'utf8');
  const colours = (name: string): string[] =>
    [...(new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(style) ?? [])].slice(1);

  it.each([
    ['light', 'paper', 0],
    ['light', 'soft', 0],
    ['dark', 'paper', 1],
    ['dark', 'soft', 1],
  ])('stands out three to one where it is %s, on %s', (_, ground, which) => {
    expect(contrast(colours('edge')[which] ?? '', colours(ground)[which] ?? '')).toBeGreaterThanOrEqual(3);
  });

  it('is that of every kind of field', () => {
    for (const field of ['button', 'textarea'])
      expect(style).toMatch(new RegExp(`\\n${field} \\{[^}]*border: 1px solid var\\(--edge\\)`));
  });
});

describe('a table that is wider than the window (WCAG 2.1, 2.1.1)', () => {
  it.each([
    ['the dataset', () => '/void'],
    ['the catalogue', () => '/catalog'],
    ['a saved query', () => '/queries/find-by-name?text=park'],
    ['a report with its decision', () => report.replace('/id/', '/doc/')],
  ])('is reached by the keyboard, and has a name, on the page of %s', async (_, path) => {
    const shown = await (await service.get(path(), { accept: 'text/html' })).text();
    const boxes = [...shown.matchAll(/<div class="scroll"[^>]*>/g)].map(([box]) => box);
    expect(boxes.length).toBeGreaterThan(0);
    for (const box of boxes) expect(box).toMatch(/tabindex="0" role="region" aria-label="[^"]+"/);
  });
});

/** The contrast of two colours (WCAG 2.1, definition of contrast ratio). */
function contrast(one: string, other: string): number {
  const [light = 1, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
