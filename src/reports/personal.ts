import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeptRecord } from '../store/graph-store.js';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Personal data at rest: encrypted with a key of its own, kept beside the graph and never in it. Removing the key
 * removes the data, wherever copies of the ciphertext are.
 * @param report the report's own key in the journal
 * @param text the data, as N-Quads
 */
export function sealPersonal(report: string, text: string): KeptRecord[] {
  const key = randomBytes(KEY_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [
    {
      table: 'personal',
      key: report,
      value: Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64'),
    },
    { table: 'personal-key', key: report, value: key.toString('base64') },
  ];
}

/**
 * The inverse of `sealPersonal`.
 * @throws Error where the data was altered or the key is another one
 */
export function openPersonal(sealed: string, key: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv(ALGORITHM, Buffer.from(key, 'base64'), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
    'utf8',
  );
}
