/** An answer of the engine as text: short ones come so, long ones as UTF-8. */
export function answerText(answer: string | Uint8Array): string {
  return typeof answer === 'string' ? answer : new TextDecoder().decode(answer);
}
