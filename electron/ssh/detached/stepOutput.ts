import { StringDecoder } from 'node:string_decoder';
import { BoundedText } from '../boundedText.ts';
import { keptBytes } from './startText.ts';

const maxOutputBytes = 1024 * 1024;

/** The output of a step as it is read piece by piece. */
export interface StepOutput {
  take(bytes: Buffer): void;
  /** The last of an output that is larger than what the host keeps of its beginning. */
  takeTail(bytes: Buffer): void;
  /** Something of ours, in brackets on a line of its own. */
  say(words: string): void;
  /** Bytes taken so far: where the next look goes on. */
  offset(): number;
  /** UTF-8, bounded: head and tail are kept, and it says what was cut. */
  text(): string;
}

export function createStepOutput(onOutput: (chunk: string) => void): StepOutput {
  const text = new BoundedText(maxOutputBytes);
  const decoder = new StringDecoder('utf8');
  let offset = 0;

  const add = (chunk: string): void => {
    if (chunk === '') return;
    text.append(chunk);
    onOutput(chunk);
  };

  return {
    take: (bytes) => {
      offset += bytes.length;
      add(decoder.write(bytes));
    },
    takeTail: (bytes) => {
      add(`${decoder.end()}\n[… of more than ${keptBytes} bytes the host keeps only the last …]\n`);
      add(bytes.toString('utf8'));
    },
    say: (words) => add(`${decoder.end()}\n[${words}]\n`),
    offset: () => offset,
    text: () => {
      add(decoder.end());
      return text.toString();
    },
  };
}
