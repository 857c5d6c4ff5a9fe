import { Fault } from '../../shared/protocol/fault.ts';
import { quoteShell } from './quote.ts';

/** Where Signalbox keeps its own things on a host: locks, steps. */
export interface HostFolder {
  /** One shell word, quoted; never the beginning of an option. */
  readonly word: string;
  /** As a person reads it. */
  readonly text: string;
}

/** Beside what is worked on: whoever else works on it, as whatever user, finds the same folder. */
export function folderIn(directory: string): HostFolder {
  const text = `${directory.replace(/\/+$/, '')}/.signalbox`;
  return { word: quoteShell(text.startsWith('-') ? `./${text}` : text), text };
}

/** In the home of the user who logs in, for what has no folder of its own there. Throws INVALID_INPUT. */
export function folderAtHome(...names: readonly string[]): HostFolder {
  const odd = names.find((name) => !/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/.test(name));
  if (odd !== undefined) throw new Fault('INVALID_INPUT', `not a folder name: ${JSON.stringify(odd)}`);
  const path = ['.signalbox', ...names].join('/');
  return { word: `"$HOME"/${quoteShell(path)}`, text: `~/${path}` };
}
