import type { CommandEnd } from '../../electron/rollout/ports.ts';
import { commit, sha } from './rolloutWorkspace.ts';

/** What a script on a host of the fake world came to. */
export interface ScriptRun {
  readonly end: CommandEnd;
  readonly output: string;
}

export function isSuccess(end: CommandEnd): boolean {
  return end.kind === 'exited' && end.exitCode === 0;
}

export function toAnswer({ end, output }: ScriptRun): { exitCode: number; output: string } {
  return { exitCode: end.kind === 'exited' ? end.exitCode : 1, output };
}

/** What a script does, by the text that only it has. */
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
