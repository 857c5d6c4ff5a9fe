import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { readIdentity, toIdentity } from './fileIdentity.ts';
import {
  chooseSlot,
  markLength,
  parseHeadMark,
  slotLength,
  toMarkPath,
  toSlot,
  writeHeadMark,
  type HeadMark,
} from './headMark.ts';
import type { JournalHead } from './journal.ts';

/** The high-water mark of a journal that is open for writing. Its owner holds the database's write lock for `write`. */
export interface OpenMark {
  read(): HeadMark;
  /** After a `read` under the same lock. See `writeHeadMark`. */
  write(head: JournalHead, options: { readonly flush: 'now' | 'later' }): void;
  /** Makes durable what was written last. A mark that is gone is the next append's fault to tell, and the next start's. */
  flush(): void;
  close(): void;
}

interface Held {
  readonly descriptor: number;
  readonly identity: string;
  /** What was read or written last: the same bytes are not taken apart again, which costs more than to read them. */
  bytes: Buffer;
  mark: HeadMark;
  nextSlot: number;
}

/**
 * Keeps the file open from one append to the next: to find, open and close it costs more than the append. Whether it is
 * still the file of that name is looked at each time, as `verifySameFile` does for the database.
 */
export function openHeadMark(journalPath: string): OpenMark {
  const path = toMarkPath(journalPath);
  const seen = Buffer.alloc(markLength);
  let held: Held | undefined;

  function close(): void {
    if (held !== undefined) closeSync(held.descriptor);
    held = undefined;
  }

  /** The file of this name, open; undefined when there is none. */
  function hold(): Held | undefined {
    const identity = readIdentity(path);
    if (held !== undefined && held.identity === identity) return held;
    close();
    return identity === undefined ? undefined : (held = openFile(path));
  }

  return {
    read() {
      const file = hold();
      if (file === undefined) return { kind: 'missing' };
      const bytes = seen.subarray(0, readSync(file.descriptor, seen, 0, markLength, 0));
      if (bytes.equals(file.bytes)) return file.mark;
      file.bytes = Buffer.from(bytes);
      file.mark = parseHeadMark(bytes);
      file.nextSlot = chooseSlot(bytes);
      return file.mark;
    },
    write(head, { flush }) {
      if (held?.bytes.length !== markLength) {
        writeHeadMark(journalPath, head);
        return;
      }
      const at = slotLength * held.nextSlot;
      const slot = toSlot(head);
      writeSync(held.descriptor, slot, 0, slotLength, at);
      slot.copy(held.bytes, at);
      held.mark = { kind: 'present', head };
      held.nextSlot = held.nextSlot === 0 ? 1 : 0;
      if (flush === 'now') fdatasyncSync(held.descriptor);
    },
    flush() {
      const file = hold();
      if (file !== undefined) fdatasyncSync(file.descriptor);
    },
    close,
  };
}

function openFile(path: string): Held {
  const descriptor = openSync(path, 'r+');
  return {
    descriptor,
    identity: toIdentity(fstatSync(descriptor, { bigint: true })),
    bytes: Buffer.alloc(0),
    mark: { kind: 'unreadable', reason: 'it is empty' },
    nextSlot: 0,
  };
}
