import { sealBytes, unsealBytes } from '../../store/sealed.js';

/**
 * Encrypts personal data.
 * @param key 32 bytes
 * @param text the data, as N-Quads
 * @returns base64
 */
export function seal(text: string, key: Buffer): string {
  return sealBytes(Buffer.from(text), key).toString('base64');
}

/**
 * The inverse of `seal`.
 * @throws Error where the data was altered or the key is another one
 */
export function unseal(sealed: string, key: Buffer): string {
  return unsealBytes(Buffer.from(sealed, 'base64'), key).toString('utf8');
}
