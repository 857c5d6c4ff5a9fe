/** Reads the SSH wire form (RFC 4251, section 5). Every step answers `undefined` when the bytes are too few. */
export interface WireReader {
  take(length: number): Buffer | undefined;
  byte(): number | undefined;
  uint32(): number | undefined;
  /** A length-prefixed string, as bytes. */
  string(): Buffer | undefined;
  /** A length-prefixed string of printable ASCII. */
  text(): string | undefined;
  /**
   * A positive mpint's magnitude, without leading zeros. Only the shortest form is taken: a number that can be written
   * in two ways makes two signatures of one.
   */
  positiveInteger(): Buffer | undefined;
  isAtEnd(): boolean;
}

export function createWireReader(bytes: Buffer): WireReader {
  let offset = 0;
  const reader: WireReader = {
    take(length) {
      if (length > bytes.length - offset) return undefined;
      offset += length;
      return bytes.subarray(offset - length, offset);
    },
    byte: () => reader.take(1)?.[0],
    uint32: () => reader.take(4)?.readUInt32BE(0),
    string() {
      const length = reader.uint32();
      return length === undefined ? undefined : reader.take(length);
    },
    text() {
      const found = reader.string()?.toString('latin1');
      return found !== undefined && /^[\x20-\x7e]*$/.test(found) ? found : undefined;
    },
    positiveInteger() {
      const found = reader.string();
      const [first, second] = found ?? [];
      if (found === undefined || first === undefined || first >= 0x80) return undefined;
      if (first > 0) return found;
      return second !== undefined && second >= 0x80 ? found.subarray(1) : undefined;
    },
    isAtEnd: () => offset === bytes.length,
  };
  return reader;
}

/** A length-prefixed string. */
export function toWireString(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Bytes of canonical base64, padded; `undefined` for anything that another text could mean as well. */
export function parseBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
