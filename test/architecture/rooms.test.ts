import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Import {
  readonly from: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
  readonly isPackage: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** Static, dynamic and re-exporting imports; relative ones as paths from the root. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^;]*?from\s+'([^']+)'|import\('([^']+)'\)|import '([^']+)'/g,
  );
  return [...found].map((match) => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    const isPackage = !target.startsWith('.');
    return {
      from: file,
      to: isPackage ? target : relative(root, resolve(root, dirname(file), target)),
      isPackage,
    };
  });
}

const imports = ['shared', 'electron', 'renderer', 'test', 'scripts'].flatMap(sourceFiles).flatMap(importsOf);
const roomOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('electron/') ? 2 : 1)
    .join('/');
const isOf = (it: Import, name: string): boolean =>
  it.isPackage && (it.to === name || it.to.startsWith(`${name}/`));
const importersOf = (name: string): string[] => [
  ...new Set(
    imports.filter((it) => isOf(it, name) && !it.from.startsWith('test/')).map((it) => roomOf(it.from)),
  ),
];

describe('the rooms of the house', () => {
  it('finds the sources it judges', () => {
    expect(imports.length).toBeGreaterThan(300);
  });

  it.each([
    ['better-sqlite3', ['electron/journal']],
    ['ssh2', ['electron/demo', 'electron/ssh']],
    ['ssh-config', ['electron/workspace']],
    ['commander', ['electron/terminal']],
    ['log-update', ['electron/terminal']],
    ['@inquirer/password', ['electron/terminal']],
    ['tar', ['electron/demo']],
    ['pdfkit', ['electron/audit']],
    ['csv-stringify', ['electron/audit']],
    ['yazl', ['electron/audit']],
    ['ws', ['electron/loopback']],
    ['simple-git', ['electron/repository']],
    ['yaml', ['electron/workspace']],
    ['picocolors', ['electron/terminal']],
    ['react', ['renderer']],
    ['zustand', ['renderer']],
    ['radix-ui', ['renderer']],
  ])('lets nobody but its own room import %s', (name, rooms) => {
    expect(importersOf(name).toSorted()).toEqual(rooms);
  });

  it('keeps electron itself inside the shell', () => {
    expect(importersOf('electron').filter((room) => room !== 'electron/shell')).toEqual([]);
  });

  it('keeps shared free of Node, of the page and of every other room', () => {
    const wrong = imports.filter(
      (it) => it.from.startsWith('shared/') && !it.to.startsWith('shared/') && !isOf(it, 'zod'),
    );
    expect(wrong).toEqual([]);
  });

  it('lets the renderer know nothing but shared and its own packages', () => {
    const wrong = imports.filter(
      (it) => it.from.startsWith('renderer/') && (it.to.startsWith('electron/') || it.to.startsWith('node:')),
    );
    expect(wrong).toEqual([]);
  });

  it('points from the hosts to the app, from the app to the rooms, and never back', () => {
    const hosts = ['electron/shell', 'electron/loopback', 'electron/terminal'];
    const wrong = imports.filter((it) => {
      if (!it.from.startsWith('electron/') || !it.to.startsWith('electron/')) return false;
      const from = roomOf(it.from);
      const to = roomOf(it.to);
      if (from === to || hosts.includes(from)) return false;
      return hosts.includes(to) || (to === 'electron/app' && from !== 'electron/app');
    });
    expect(wrong).toEqual([]);
  });

  it('keeps domains and adapters to themselves, but for the app that joins them', () => {
    const free = ['electron/app', 'electron/shell', 'electron/loopback', 'electron/terminal'];
    const wrong = imports.filter(
      (it) =>
        it.from.startsWith('electron/') &&
        it.to.startsWith('electron/') &&
        !free.includes(roomOf(it.from)) &&
        roomOf(it.from) !== roomOf(it.to),
    );
    expect(wrong).toEqual([]);
  });

  it('has no default exports outside of configuration files', () => {
    const files = ['shared', 'electron', 'renderer'].flatMap(sourceFiles);
    const wrong = files.filter((file) => /^export default/m.test(readFileSync(join(root, file), 'utf8')));
    expect(wrong).toEqual([]);
  });
});
