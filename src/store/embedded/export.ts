import { Journal } from './journal.js';
import { joinBlock } from './line-blocks.js';
import { thingLines } from './thing-lines.js';

/** Characters that are handed on at a time. */
const CHUNK = 256_000;

/** What an export held. */
export interface ExportSummary {
  /** Number of the last change that is in it. */
  readonly sequence: number;
  readonly graphs: number;
  readonly quads: number;
}

/**
 * Writes all quads, of public and internal graphs alike, as N-Quads: by graph, then by subject with the unnamed nodes that
 * it leads to, each subject's lines in order, so that two exports of the same data are the same text. It is a look at one moment, also beside a
 * running service. Empty graphs have no quads and so are not in it, nor is personal data.
 * @param write takes some text, and resolves when it is ready for more
 * @throws DataDirectoryError where the directory holds no whole data
 */
export async function exportQuads(
  directory: string,
  write: (text: string) => Promise<void> | void,
): Promise<ExportSummary> {
  const journal = Journal.open(directory, { readOnly: true });
  const snapshot = journal.snapshot();
  let graphs = 0;
  let quads = 0;
  let text = '';
  try {
    for (const { entry } of snapshot.graphs()) {
      graphs += 1;
      for (const lines of thingLines(snapshot, entry)) {
        quads += lines.length;
        text += joinBlock(lines);
        if (text.length < CHUNK) continue;
        await write(text);
        text = '';
      }
    }
    if (text !== '') await write(text);
    return { sequence: snapshot.sequence, graphs, quads };
  } finally {
    snapshot.release();
    await journal.close();
  }
}
