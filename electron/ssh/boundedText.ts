/**
 * Text that keeps its head and its tail and forgets the middle, so that a command that talks without end costs
 * a bounded amount of memory. Sizes are UTF-8 bytes; characters are never cut in half.
 */
export class BoundedText {
  readonly #headBytes: number;
  readonly #tailBytes: number;
  readonly #head: string[] = [];
  readonly #tail: string[] = [];
  #headUsed = 0;
  #tailUsed = 0;
  #cutBytes = 0;

  constructor(maxBytes: number) {
    this.#headBytes = Math.ceil(maxBytes / 2);
    this.#tailBytes = Math.floor(maxBytes / 2);
  }

  append(text: string): void {
    const sizeBytes = Buffer.byteLength(text);
    if (this.#tailUsed === 0 && this.#cutBytes === 0 && this.#headUsed + sizeBytes <= this.#headBytes) {
      this.#head.push(text);
      this.#headUsed += sizeBytes;
      return;
    }
    this.#appendTail(this.#tailUsed === 0 && this.#cutBytes === 0 ? this.#fillHead(text) : text);
  }

  toString(): string {
    const cut = this.#cutBytes === 0 ? '' : `\n[… ${this.#cutBytes} bytes cut …]\n`;
    return this.#head.join('') + cut + this.#tail.join('');
  }

  /** Takes what still fits and returns the rest. */
  #fillHead(text: string): string {
    const [fits, rest] = splitAtBytes(text, this.#headBytes - this.#headUsed);
    this.#head.push(fits);
    this.#headUsed += Buffer.byteLength(fits);
    return rest;
  }

  #appendTail(text: string): void {
    this.#tail.push(text);
    this.#tailUsed += Buffer.byteLength(text);
    while (this.#tailUsed > this.#tailBytes) {
      const first = this.#tail.shift() ?? '';
      const [dropped, kept] = splitAtBytes(first, this.#tailUsed - this.#tailBytes, 'atLeast');
      const droppedBytes = Buffer.byteLength(dropped);
      this.#tailUsed -= droppedBytes;
      this.#cutBytes += droppedBytes;
      if (kept !== '') {
        this.#tail.unshift(kept);
        return;
      }
    }
  }
}

/** Splits before the character that would exceed `bytes`, or, for `atLeast`, after the one that reaches them. */
function splitAtBytes(
  text: string,
  bytes: number,
  rounding: 'atMost' | 'atLeast' = 'atMost',
): [string, string] {
  const data = Buffer.from(text);
  let at = Math.min(Math.max(bytes, 0), data.length);
  const isContinuation = (index: number) => ((data[index] ?? 0) & 0xc0) === 0x80;
  while (at > 0 && at < data.length && isContinuation(at)) at += rounding === 'atMost' ? -1 : 1;
  return [data.toString('utf8', 0, at), data.toString('utf8', at)];
}
