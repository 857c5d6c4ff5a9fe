import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const room = join(import.meta.dirname, '../../../electron/ssh');
const sources = readdirSync(room, { encoding: 'utf8', recursive: true })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(room, file), 'utf8') }));

/** Files whose code, comments left out, holds the pattern. */
function filesWith(pattern: RegExp): readonly string[] {
  return sources
    .filter(({ text }) => pattern.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')))
    .map(({ file }) => file);
}

test('a client is created in one file only, which always gives it a host key verifier', () => {
  expect(filesWith(/new\s+(ssh2\.)?Client\b/)).toEqual(['openLink.ts']);
  expect(filesWith(/\.connect\(|\bconnect\(\{/).filter((file) => file !== 'hostConnection.ts')).toEqual([
    'openLink.ts',
  ]);
  const [source] = sources.filter(({ file }) => file === 'openLink.ts');
  expect(source?.text.match(/new ssh2\.Client\(/g)).toHaveLength(1);
  expect(source?.text.match(/client\.connect\(/g)).toHaveLength(1);
  expect(source?.text).toMatch(/client\.connect\(\{[^}]*hostVerifier: verifier\.verify,/);
});

test('agent forwarding is never asked for', () => {
  expect(filesWith(/agentForward:\s*true|forwardAgent|ForwardAgent/)).toEqual([]);
});

test('shell words are quoted in one file only', () => {
  expect(filesWith(/'\\''/)).toEqual(['quote.ts']);
});
