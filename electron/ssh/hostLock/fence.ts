import type { HostFolder } from '../hostFolder.ts';
import { quoteShell } from '../quote.ts';

/**
 * What the owner of a lock shows with everything that changes the host. The number grows with every owner; the id
 * tells two owners apart for certain.
 */
export interface Fence {
  /** Where the lock stands. */
  readonly folder: HostFolder;
  readonly number: number;
  readonly id: string;
}

/** The one line of the lock's `fence` file while this owner holds it. */
export function toFenceLine({ number, id }: Pick<Fence, 'number' | 'id'>): string {
  return `${number} ${id}`;
}

export function lockFileWord(folder: HostFolder, file: 'fence' | 'beat'): string {
  return `${folder.word}/lock/${file}`;
}

/** A condition in sh that needs no process: does the lock still stand for this owner? Sets `holds`. */
export function holdsText(fence: Fence): string {
  return holdsWordsText(lockFileWord(fence.folder, 'fence'), quoteShell(toFenceLine(fence)));
}

/** The same for a script that gets the file's path and the line as words of its own. */
export function holdsWordsText(file: string, line: string): string {
  return `{ holds=; { read -r holds <${file}; } 2>/dev/null; [ "$holds" = ${line} ]; }`;
}
