/** One object of an answer of Open311 GeoReport v2. */
export type Item = Readonly<Record<string, unknown>>;

/** The objects of an answer in JSON: a list, or one alone, as some give; none where it is anything else. */
export function itemsIn(answer: string): Item[] {
  try {
    const content: unknown = JSON.parse(answer);
    const list: readonly unknown[] = Array.isArray(content) ? content : [content];
    return list.filter((item): item is Item => typeof item === 'object' && item !== null);
  } catch {
    return [];
  }
}

/** A property as text, as some endpoints give numbers; `undefined` where it is empty. */
export function textOf(item: Item | undefined, name: string): string | undefined {
  const value = item?.[name];
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}
