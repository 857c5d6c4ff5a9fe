/**
 * The program that `ssh-keygen` calls when it needs a passphrase, a PIN or a touch (SSH_ASKPASS, ssh-keygen(1)). The file
 * holds no secret. It writes the question to descriptor 3 and hands on the one line that comes back on descriptor 4: both
 * are pipes that the app made for this very child and that it inherits, so the secret is never in an argument, in the
 * environment, in a file or behind a name that somebody else could open. `head` and not `read` and `printf`: where printf
 * is a program of its own, its arguments could be listed.
 *
 * SSH_ASKPASS_PROMPT (since OpenSSH 8.4): `none` only tells, such as "Confirm user presence", and the helper is ended by
 * ssh-keygen when the touch has come; `confirm` wants a yes, which is never given unasked.
 */
export const askpassHelper = `#!/bin/sh
words=$(printf '%s' "$1" | tr '\\t\\n\\r' '   ')
kind=\${SSH_ASKPASS_PROMPT:-secret}
printf '%s\\t%s\\n' "$kind" "$words" >&3
case $kind in
  secret) exec head -n 1 <&4 ;;
  none) exec cat >/dev/null <&4 ;;
  *) exit 1 ;;
esac
`;

export type AskpassQuestion =
  | { readonly kind: 'secret' | 'none'; readonly words: string }
  | { readonly kind: 'confirm'; readonly words: string };

/** A line that the helper wrote. */
export function parseAskpassLine(line: string): AskpassQuestion {
  const tab = line.indexOf('\t');
  const kind = line.slice(0, tab);
  const words = line.slice(tab + 1).trim();
  return { kind: kind === 'secret' || kind === 'none' ? kind : 'confirm', words };
}
