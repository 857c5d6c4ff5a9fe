import { execFile } from 'node:child_process';
import { parseKeyLine } from '../people/parseKeyLine.ts';

const timeoutMs = 5_000;

/**
 * Fingerprints of the keys that an agent holds, by stock `ssh-add -L`. Empty when it holds none or does not answer: an
 * agent is one of several ways, and signing with it says what is wrong.
 */
export function listAgentKeys(socket: string): Promise<readonly string[]> {
  const { promise, resolve } = Promise.withResolvers<readonly string[]>();
  const { PATH } = process.env;
  const env = { ...(PATH ? { PATH } : {}), LC_ALL: 'C', SSH_AUTH_SOCK: socket };
  execFile('ssh-add', ['-L'], { env, timeout: timeoutMs, maxBuffer: 1_048_576 }, (error, stdout) => {
    resolve(error ? [] : stdout.split('\n').flatMap(toFingerprints));
  });
  return promise;
}

function toFingerprints(line: string): string[] {
  const reading = parseKeyLine(line);
  return reading.kind === 'key' ? [reading.key.fingerprint] : [];
}
