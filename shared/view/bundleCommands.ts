/** Commands for a POSIX shell by which a bundle of evidence is checked without Signalbox. */

/**
 * From a shell anywhere on the machine that the bundle lies on.
 * @param path absolute; of a folder, or of a file that ends with `.zip`.
 * @param fingerprint of the desktop's key, so that a bundle signed by another one is refused.
 */
export function checkBundleCommand({
  path,
  fingerprint,
}: {
  readonly path: string;
  readonly fingerprint: string;
}): string {
  const verify = `sh verify.sh --key ${quote(fingerprint)}`;
  if (!path.endsWith('.zip')) return `cd ${quote(path)} && ${verify}`;
  const at = path.lastIndexOf('/');
  const folder = path.slice(at + 1, -'.zip'.length);
  return `cd ${quote(path.slice(0, at) || '/')} && unzip -q ${quote(path.slice(at + 1))} && cd ${quote(folder)} && ${verify}`;
}

/** The only place for words of people in these lines: everything but plain signs goes into single quotes. */
function quote(word: string): string {
  const isPlain = /^[A-Za-z0-9_/:.,+=@%][A-Za-z0-9_/:.,+=@%-]*$/.test(word);
  const safe = word.startsWith('-') ? `./${word}` : word;
  return isPlain ? word : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}
