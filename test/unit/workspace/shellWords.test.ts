import { describe, expect, test } from 'vitest';
import { splitShellWords } from '../../../electron/workspace/inventory/shellWords.ts';

const wordsOf = (line: string) => {
  const split = splitShellWords(line);
  return split.kind === 'words' ? split.words.map((it) => it.text) : `${split.column}: ${split.message}`;
};

// Every line below was given to Python's shlex.split(line, comments=True).
describe('words of a host line', () => {
  test.each([
    ['web1 a=1  b=2', ['web1', 'a=1', 'b=2']],
    [`web1 a='x y' b="p q"`, ['web1', 'a=x y', 'b=p q']],
    [`web1 a="say \\"hi\\" \\n"`, ['web1', 'a=say "hi" \\n']],
    [String.raw`web1 a='no \escape'`, ['web1', String.raw`a=no \escape`]],
    [String.raw`web1 a=x\ y`, ['web1', 'a=x y']],
    [`web1 a=''`, ['web1', 'a=']],
    [`web1 ''`, ['web1', '']],
    ['web1 a=1 # b=2', ['web1', 'a=1']],
    ['web1 a=1#b', ['web1', 'a=1']],
    [`web1 a='#1'`, ['web1', 'a=#1']],
    [`web1 a=x'y'"z"`, ['web1', 'a=xyz']],
  ])('%s', (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });

  test.each([
    [`web1 a='x`, "8: the quote ' is not closed"],
    [`web1 a="x`, '8: the quote " is not closed'],
    ['web1 a=\\', '8: a backslash ends the line'],
  ])('%s is refused', (line, message) => {
    expect(wordsOf(line)).toBe(message);
  });

  test('columns are those of the line', () => {
    const split = splitShellWords(`web1   a='x y' b=2`);
    expect(split.kind === 'words' && split.words.map((it) => it.column)).toEqual([1, 8, 16]);
  });
});
