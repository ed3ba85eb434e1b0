import { z } from 'zod';

const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};
const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  days: 86_400_000,
};
const TRUE = ['true', 'yes', 'on', '1'];
const FALSE = ['false', 'no', 'off', '0'];

/** What a setting is for and its default, as the documentation writes them. */
export function about(text: string, byDefault: string): { about: string; byDefault: string } {
  return { about: text, byDefault };
}

/** As `about`, for a value that holds a secret: one that is refused is not shown, whatever it looks like. */
export function secret(
  text: string,
  byDefault: string,
): { about: string; byDefault: string; isSecret: boolean } {
  return { about: text, byDefault, isSecret: true };
}

/** Reads "1.5 MiB" with a table of units; a bare number is in the smallest unit. */
function measured(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  if (amount === undefined) return undefined;
  const factor = unit ? units[unit.toLowerCase()] : 1;
  return factor === undefined ? undefined : Math.round(Number(amount) * factor);
}

/** A number of bytes or milliseconds, given as a number or with a unit. */
function quantity(
  expects: string,
  units: Readonly<Record<string, number>>,
  limits: { readonly min: number; readonly max: number },
): z.ZodType<number> {
  return z.union([z.number(), z.string()], { error: expects }).transform((value, context) => {
    const amount = typeof value === 'number' ? value : measured(value, units);
    if (amount !== undefined && amount >= limits.min && amount <= limits.max) return amount;
    context.addIssue({ code: 'custom', message: expects });
    return z.NEVER;
  });
}

/** A size in bytes: a number, or text such as "512 MiB". */
export function size(expects: string, min: number, max: number): z.ZodType<number> {
  return quantity(expects, BYTES, { min, max });
}

/** A time in milliseconds: a number, or text such as "10 s". */
export function duration(expects: string, min: number, max: number): z.ZodType<number> {
  return quantity(expects, MILLISECONDS, { min, max });
}

/** A whole number within limits, also as text. */
export function wholeNumber(expects: string, min: number, max: number): z.ZodType<number> {
  return z.union([z.number(), z.string()], { error: expects }).transform((value, context) => {
    const amount =
      typeof value === 'number' ? value : /^\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
    if (Number.isInteger(amount) && amount >= min && amount <= max) return amount;
    context.addIssue({ code: 'custom', message: expects });
    return z.NEVER;
  });
}

/** True or false, also as text: true/false, yes/no, on/off, 1/0. */
export function yesOrNo(expects: string): z.ZodType<boolean> {
  return z.union([z.boolean(), z.string()], { error: expects }).transform((value, context) => {
    if (typeof value === 'boolean') return value;
    const word = value.trim().toLowerCase();
    if (TRUE.includes(word)) return true;
    if (FALSE.includes(word)) return false;
    context.addIssue({ code: 'custom', message: expects });
    return z.NEVER;
  });
}

/** A whole number up to a most, also as text, where yes is one and no is none. */
export function howMany(expects: string, max: number): z.ZodType<number> {
  return z
    .union([yesOrNo(expects).transform(Number), wholeNumber(expects, 0, max)], { error: expects })
    .transform(Number);
}

/** Words, as a list or separated by commas. @param fits whether a word is allowed */
export function words(expects: string, fits: (word: string) => boolean): z.ZodType<readonly string[]> {
  return z.union([z.string(), z.array(z.string())], { error: expects }).transform((value, context) => {
    const list = (typeof value === 'string' ? value.split(',') : value).map((item) => item.trim());
    const given = list.filter((item) => item !== '');
    if (given.every(fits)) return given;
    context.addIssue({ code: 'custom', message: expects });
    return z.NEVER;
  });
}

/** An absolute http(s) address without query, given back without slash at the end. */
export function webAddress(expects: string): z.ZodType<string> {
  return z.string({ error: expects }).transform((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const plain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username;
    if (plain) return url.href.replace(/\/+$/, '');
    context.addIssue({ code: 'custom', message: expects });
    return z.NEVER;
  });
}

/** `*`, or origins such as `https://app.example.org`, as a list or separated by commas. */
export function origins(expects: string): z.ZodType<'*' | readonly string[]> {
  return z.union([z.string(), z.array(z.string())], { error: expects }).transform((value, context) => {
    if (value === '*') return '*' as const;
    const list = (typeof value === 'string' ? value.split(',') : value).map((item) => item.trim());
    if (list.every((item) => URL.canParse(item) && new URL(item).origin === item)) return list;
    context.addIssue({ code: 'custom', message: expects });
    return z.NEVER;
  });
}
