import type { MemberRecord } from './member.js';
import { numberKey, type StreamTables } from './tables.js';

/** What is kept of a stream as a whole. */
export interface StreamState {
  /** Members published so far; positions count from 1. */
  readonly members: number;
  /** When the last one was. */
  readonly time: string;
}

export function readStream(tables: StreamTables, stream: string): StreamState | undefined {
  return tables.readJson('stream-page', `stream|${stream}`) as StreamState | undefined;
}

export function writeStream(tables: StreamTables, stream: string, state: StreamState): void {
  tables.writeJson('stream-page', `stream|${stream}`, state);
}

/** Names of the streams that have members. */
export function* streamNames(tables: StreamTables): Generator<string> {
  const start = 'stream|';
  for (const { key } of tables.range('stream-page', { start, end: `${start}\uffff` }))
    yield key.slice(start.length);
}

export function readMember(tables: StreamTables, stream: string, position: number): MemberRecord | undefined {
  return tables.readJson('stream-member', memberKey(stream, position)) as MemberRecord | undefined;
}

/** @param record `undefined` removes the member */
export function writeMember(
  tables: StreamTables,
  stream: string,
  position: number,
  record: MemberRecord | undefined,
): void {
  if (record === undefined) tables.write('stream-member', memberKey(stream, position), undefined);
  else tables.writeJson('stream-member', memberKey(stream, position), record);
}

function memberKey(stream: string, position: number): string {
  return `${stream}|${numberKey(position)}`;
}
