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
  const text = tables.read('stream-page', `stream|${stream}`);
  return text === undefined ? undefined : (JSON.parse(text) as StreamState);
}

export function writeStream(tables: StreamTables, stream: string, state: StreamState): void {
  tables.write('stream-page', `stream|${stream}`, JSON.stringify(state));
}

/** Names of the streams that have members. */
export function* streamNames(tables: StreamTables): Generator<string> {
  const start = 'stream|';
  for (const { key } of tables.range('stream-page', { start, end: `${start}\uffff` }))
    yield key.slice(start.length);
}

export function readMember(tables: StreamTables, stream: string, position: number): MemberRecord | undefined {
  const text = tables.read('stream-member', memberKey(stream, position));
  return text === undefined ? undefined : (JSON.parse(text) as MemberRecord);
}

/** @param record `undefined` removes the member */
export function writeMember(
  tables: StreamTables,
  stream: string,
  position: number,
  record: MemberRecord | undefined,
): void {
  const text = record === undefined ? undefined : JSON.stringify(record);
  tables.write('stream-member', memberKey(stream, position), text);
}

function memberKey(stream: string, position: number): string {
  return `${stream}|${numberKey(position)}`;
}
