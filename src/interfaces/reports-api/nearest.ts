/** The words that look most like a text, by the pairs of letters that they share (Sørensen–Dice). */
export function nearest(text: string, words: readonly string[], count: number): string[] {
  const wanted = pairs(text);
  const score = (word: string): number => {
    const own = pairs(word);
    const shared = [...own].filter((pair) => wanted.has(pair)).length;
    return (2 * shared) / (own.size + wanted.size || 1);
  };
  return [...words]
    .map((word) => ({ word, score: score(word) }))
    .sort((a, b) => b.score - a.score || a.word.localeCompare(b.word))
    .slice(0, count)
    .map(({ word }) => word);
}

function pairs(text: string): Set<string> {
  const letters = ` ${text.toLowerCase()} `;
  return new Set(Array.from({ length: letters.length - 1 }, (_, index) => letters.slice(index, index + 2)));
}
