import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnswerReader, toQuestion } from '../../../electron/ssh/warmFrame.ts';

const nonce = '00112233445566778899aabbccddeeff';

function readInPieces(data: Buffer, cuts: readonly number[]) {
  const reader = createAnswerReader(nonce);
  const borders = [0, ...cuts.map((cut) => cut % data.length).toSorted((a, b) => a - b), data.length];
  for (let index = 1; index < borders.length; index += 1) {
    const answer = reader.push(data.subarray(borders[index - 1], borders[index]));
    if (answer) return { answer, isLast: index === borders.length - 1 };
  }
  return undefined;
}

test('any output and exit code are read however the network cuts them', () => {
  const cuts = fc.array(fc.nat(), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 0, max: 255 }),
      cuts,
      (output, exitCode, at) => {
        const data = Buffer.from(`\n${nonce}<\n${output}${nonce}>${exitCode}\n`);
        expect(readInPieces(data, at)?.answer).toEqual({ output: Buffer.from(output).toString(), exitCode });
      },
    ),
  );
});

test('what an earlier question left running cannot get in front of the answer, nor hide its end', () => {
  const reader = createAnswerReader(nonce);
  const answer = reader.push(Buffer.from(`late\nnoise>0\n\n${nonce}<\nreal\n${nonce}>7\nmore noise`));
  expect(answer).toEqual({ output: 'real\n', exitCode: 7 });
});

test('output that imitates the frame with another nonce is output', () => {
  const forged = `\n${'f'.repeat(32)}<\nforged\n${'f'.repeat(32)}>0\n`;
  const reader = createAnswerReader(nonce);
  expect(reader.push(Buffer.from(`\n${nonce}<\n${forged}`))).toBeUndefined();
  expect(reader.push(Buffer.from(`${nonce}>1\n`))).toEqual({ output: forged, exitCode: 1 });
});

test.each([
  ['a quote that is never closed', "echo 'abc"],
  ['a parenthesis too many', 'echo a ) ; echo b'],
  ['an attempt to end the subshell', "'); echo outside; ('"],
  ['exit', 'exit 5'],
  ['a comment at the end', 'echo x # comment'],
  ['a here-document', 'cat <<E\nhello\nE'],
])('in a real shell %s stays inside its question', (_name, script) => {
  const next = 'ffffffffffffffffffffffffffffffff';
  const input = toQuestion(script, nonce) + toQuestion('echo still here', next);
  const output = execFileSync('/bin/sh', [], { input, stdio: ['pipe', 'pipe', 'ignore'] });
  expect(createAnswerReader(nonce).push(output)).toBeDefined();
  expect(createAnswerReader(next).push(output)).toEqual({ output: 'still here\n', exitCode: 0 });
});

test('a question in place runs in the shell itself, and the next one is answered as ever', () => {
  const next = 'ffffffffffffffffffffffffffffffff';
  const script = 'read line || here=yes; echo "$line$here"; false';
  const input = toQuestion(script, nonce, { inPlace: true }) + toQuestion('echo "$here"', next);
  const output = execFileSync('/bin/sh', [], { input, stdio: ['pipe', 'pipe', 'ignore'] });
  expect(createAnswerReader(nonce).push(output)).toEqual({ output: 'yes\n', exitCode: 1 });
  expect(createAnswerReader(next).push(output)).toEqual({ output: 'yes\n', exitCode: 0 });
});
