/** Letters and digits, joined by what stands inside of names, versions, addresses and paths: `web-1`, `1.2.0`, `a/b`. */
const compounds = /[\p{L}\p{N}]+(?:[-._/:@+][\p{L}\p{N}]+)*/gu;
const joints = /[-._/:@+]/;

const longestWord = 64;
/** Of one text: a message can be long. */
const mostWords = 400;

/** The words of a text, each once: compounds whole, and their parts. */
export function toWords(text: string): readonly string[] {
  const words = new Set<string>();
  for (const compound of compoundsOf(text)) {
    words.add(compound);
    if (joints.test(compound)) for (const part of compound.split(joints)) words.add(part);
    if (words.size >= mostWords) break;
  }
  return [...words];
}

const mostRemembered = 20_000;

/** The same for many texts: names and sentences come again and again. */
export function createWordReader(): (text: string) => readonly string[] {
  let known = new Map<string, readonly string[]>();
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    if (known.size >= mostRemembered) known = new Map();
    const words = toWords(text);
    known.set(text, words);
    return words;
  };
}

/** What is asked for: each must be the beginning of a word. One letter or digit alone must be all of it. */
export function toWanted(text: string): readonly { readonly word: string; readonly isWhole: boolean }[] {
  return [...new Set(compoundsOf(text))].map((word) => ({ word, isWhole: word.length === 1 }));
}

function compoundsOf(text: string): string[] {
  const found = text.normalize('NFKC').toLowerCase().match(compounds) ?? [];
  return found.map((compound) => compound.slice(0, longestWord));
}
