/** Whatever has a life. */
interface Closable {
  close(): Promise<void>;
}

/**
 * Closes one part after the other. One that fails keeps none of those after it open.
 * @throws what failed first
 */
export async function closeEach(parts: readonly (Closable | undefined)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const part of parts) {
    try {
      await part?.close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
