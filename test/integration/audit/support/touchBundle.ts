import { hash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidenceNamespace } from '../../../../electron/app/audit/verifyPorts.ts';
import type { StoryKey } from '../../../fixtures/auditKeys.ts';

/** Changes one file of a bundle; fails where that changes nothing. */
export function edit(folder: string, path: string, change: (text: string) => string): void {
  const file = join(folder, path);
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`the test changed nothing in ${path}`);
  writeFileSync(file, after);
}

/** Path of a change in its bundle, by the four digits that it begins with. */
export function changeFolder(folder: string, number: string): string {
  const found = readdirSync(join(folder, 'changes')).find((it) => it.startsWith(number));
  if (found === undefined) throw new Error(`there is no change ${number}`);
  return join('changes', found);
}

/** The two signatures of a change, whole paths. */
export function signaturesOf(folder: string, change = '0001'): readonly [string, string] {
  const signoffs = join(folder, changeFolder(folder, change), 'signoffs');
  const [first = '', second = ''] = readdirSync(signoffs).filter((it) => it.endsWith('.sig'));
  return [join(signoffs, first), join(signoffs, second)];
}

/** What somebody does who holds the desktop's key: hashes and seal are made anew. */
export function reseal(folder: string, key: StoryKey): void {
  const lines = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name))
    .filter((it) => !/SHA256SUMS(\.sig)?$/.test(it))
    .map((it) => `${hash('sha256', readFileSync(it))}  ${it.slice(folder.length + 1)}\n`);
  const sums = Buffer.from(lines.join(''));
  writeFileSync(join(folder, 'SHA256SUMS'), sums);
  writeFileSync(
    join(folder, 'SHA256SUMS.sig'),
    key.signArmor({ message: sums, namespace: evidenceNamespace }),
  );
}
