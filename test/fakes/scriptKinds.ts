import { commit, sha } from './rolloutWorkspace.ts';

/** Which of the scripts it is, by a text that only that one has. */
export function kindOf(script: string): string {
  const known = [
    ['run-precheck', 'precheck'],
    ['run-stop', 'stop'],
    ['run-start', 'start'],
    ['run-warm', 'warm'],
    ['can be brought back', 'arm'],
    ['mv -T', 'switch'],
    ['sha256sum', 'verify'],
    ['tar -xzf', 'unpack'],
    ['mkdir -p', 'prepare'],
    ['cat --', 'inspect'],
  ] as const;
  return known.find(([text]) => script.includes(text))?.[1] ?? 'unknown';
}

/** What a host prints when it goes well. */
export function answerOf(kind: string, upgraded: boolean): string {
  switch (kind) {
    case 'prepare':
      return 'absent';
    case 'verify':
      return `sha256 ${sha}`;
    case 'inspect':
      return upgraded ? `service shop\nversion 2.0.0\ncommit ${commit}\nsha256 ${sha}\n` : 'none';
    default:
      return '';
  }
}
