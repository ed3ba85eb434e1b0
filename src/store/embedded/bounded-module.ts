/** Bytes in a page of WebAssembly memory. */
export const WASM_PAGE = 65_536;

const HEADER_LENGTH = 8;
const MEMORY_SECTION = 5;
/** Limits with a minimum and a maximum (WebAssembly Core 1.0, section 5.3.4). */
const WITH_MAXIMUM = 1;

/**
 * The same module with a most for its memory: the engine's own module has none, so that one query could take all
 * 4 GiB. An allocation beyond it fails inside the module, which traps.
 * @param module bytes of a WebAssembly module with one memory of its own (WebAssembly Core 1.0, section 5.5.8)
 * @param maximumPages pages of 64 KiB
 * @throws TypeError where the module has no memory of its own
 */
export function boundedModule(module: Uint8Array, maximumPages: number): Uint8Array<ArrayBuffer> {
  for (let at = HEADER_LENGTH; at < module.length;) {
    const [size, content] = readNumber(module, at + 1);
    if (module[at] === MEMORY_SECTION) {
      const [minimum] = readNumber(module, content + 2);
      const limits = [1, WITH_MAXIMUM, ...numberBytes(minimum), ...numberBytes(maximumPages)];
      return joined(
        module.subarray(0, at),
        Uint8Array.from([MEMORY_SECTION, ...numberBytes(limits.length), ...limits]),
        module.subarray(content + size),
      );
    }
    at = content + size;
  }
  throw new TypeError('The WebAssembly module has no memory of its own.');
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Reads an unsigned LEB128 number. @returns the number and where the next byte is */
function readNumber(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0;
  for (let at = start, shift = 0; ; at += 1, shift += 7) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at + 1];
  }
}

function numberBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return bytes;
}
