import { Parser } from 'n3';
import { dct, ww } from '../../rdf/namespaces.js';
import { lineWriter } from '../../rdf/line-writer.js';
import type { Line } from '../../rdf/nquads.js';
import type { GraphStore } from '../../store/graph-store.js';
import type { Command } from '../life/commands.js';
import type { ReportLife } from '../life/life-of.js';
import { maskText } from './mask.js';
import { namesIn } from './mask-report.js';
import { personalGraph, readPersonal, reportId } from './personal-graph.js';

/** A command whose texts everyone may read. */
export interface MaskedCommand {
  readonly command: Command;
  /** What was written, for the personal graph of the report. */
  readonly originals: readonly Line[];
}

/**
 * Hides personal data in what someone writes about a report.
 * @param life the report before that
 * @param whole the report that it is a part of, with which the data of the reporter is kept; itself where it is none
 */
export async function maskCommand(
  store: Pick<GraphStore, 'readRecord' | 'secrets'>,
  { iri: report, history }: Pick<ReportLife, 'iri' | 'history'>,
  { iri: whole }: Pick<ReportLife, 'iri'>,
  command: Command,
): Promise<MaskedCommand> {
  let names: readonly string[] | undefined;
  const entry = `${report}#status-${String(history.length + 1)}`;
  const originals: Line[] = [];
  const write = lineWriter(personalGraph(whole));
  const mask = async (text: string, property: string): Promise<string> => {
    // Personal data is unsealed for a text alone: most of what the service does by itself has none.
    names ??= namesOf(store, whole);
    const masked = await maskText(text, { names });
    if (masked !== text) originals.push(write.literal(entry, property, text));
    return masked;
  };
  if (command.name === 'split') {
    const parts = [];
    for (const part of command.parts)
      parts.push(
        part.description === undefined
          ? part
          : { ...part, description: await mask(part.description, dct('description')) },
      );
    const text = command.text === undefined ? undefined : await mask(command.text, ww('reason'));
    return { command: { ...command, parts, text }, originals };
  }
  if (!('text' in command) || command.text === undefined) return { command, originals };
  return { command: { ...command, text: await mask(command.text, ww('reason')) }, originals };
}

function namesOf(store: Pick<GraphStore, 'readRecord' | 'secrets'>, report: string): string[] {
  const lines = readPersonal(store, reportId(report)) ?? [];
  return namesIn(new Parser({ format: 'application/n-quads' }).parse(lines.join('\n')));
}
