import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quoteShell } from '../../../electron/ssh/quote.ts';

const hostile = [
  '',
  ' ',
  "'",
  "'''",
  '"',
  '\\',
  "\\'",
  '$(touch /tmp/never)',
  '`id`',
  '$HOME',
  '; exit 9',
  'a\nb\n',
  '*',
  '~root',
  '!!',
  '-rf',
  "'; echo no; '",
  'ä€😀',
  '\t\r\u0001\u007f',
];

/** What a real shell makes of the words, each ended by a byte that no argument can hold. */
function echoThroughShell(shell: string, words: readonly string[]): readonly string[] {
  const script = `printf '%s\\0' ${words.map(quoteShell).join(' ')}`;
  return execFileSync(shell, ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each(['/bin/sh', '/bin/bash'])('hostile words arrive in %s as they are', (shell) => {
  expect(echoThroughShell(shell, hostile)).toEqual(hostile);
});

test('any words without NUL arrive in a real shell as they are', () => {
  const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      expect(echoThroughShell('/bin/sh', words)).toEqual(words);
    }),
    { numRuns: 60 },
  );
});

test('quoting twice survives two shells', () => {
  const script = `printf %s ${quoteShell("it's $HOME")}`;
  const output = execFileSync('/bin/sh', ['-c', `/bin/sh -c ${quoteShell(script)}`], { encoding: 'utf8' });
  expect(output).toBe("it's $HOME");
});

test('NUL is refused, because no argument can hold it', () => {
  expect(() => quoteShell('a\0b')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
});
