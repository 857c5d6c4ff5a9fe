/** A word of a line, without its quotes. Columns count from 1. */
export interface ShellWord {
  readonly text: string;
  readonly column: number;
}

export type ShellWords =
  | { readonly kind: 'words'; readonly words: readonly ShellWord[] }
  | { readonly kind: 'faulty'; readonly message: string; readonly column: number };

/**
 * Words as Python's `shlex.split(line, comments=True)` makes them, which is how Ansible reads host lines: `'…'`
 * literal, `"…"` with `\"` and `\\`, a backslash takes the next character, `#` outside quotes ends the line.
 */
export function splitShellWords(line: string): ShellWords {
  const words: ShellWord[] = [];
  let word: string | undefined;
  let start = 0;
  let index = 0;
  const begin = () => {
    if (word === undefined) start = index;
    word ??= '';
  };
  const end = () => {
    if (word !== undefined) words.push({ text: word, column: start + 1 });
    word = undefined;
  };
  while (index < line.length) {
    const character = line.charAt(index);
    if (character === '#') break;
    if (/\s/.test(character)) {
      end();
      index += 1;
    } else if (character === "'" || character === '"') {
      begin();
      const quoted = readQuoted(line, index);
      if (quoted === undefined) {
        return { kind: 'faulty', message: `the quote ${character} is not closed`, column: index + 1 };
      }
      word = `${word ?? ''}${quoted.text}`;
      index = quoted.next;
    } else {
      begin();
      if (character === '\\') {
        if (index + 1 >= line.length) {
          return { kind: 'faulty', message: 'a backslash ends the line', column: index + 1 };
        }
        index += 1;
      }
      word = `${word ?? ''}${line.charAt(index)}`;
      index += 1;
    }
  }
  end();
  return { kind: 'words', words };
}

function readQuoted(
  line: string,
  open: number,
): { readonly text: string; readonly next: number } | undefined {
  const quote = line.charAt(open);
  let text = '';
  for (let index = open + 1; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (character === quote) return { text, next: index + 1 };
    const following = line.charAt(index + 1);
    if (character === '\\' && quote === '"' && (following === '"' || following === '\\')) {
      text += following;
      index += 1;
    } else {
      text += character;
    }
  }
  return undefined;
}
