import { readFileSync } from 'node:fs';

/**
 * Whether a process still runs. A zombie does not: where nobody reaps orphans (a container whose first process
 * is not an init) signal 0 would say "alive" of it for ever.
 *
 * @param pid a process id, or minus a process group's id.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return pid < 0 || !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // proc(5): the state follows the command, which stands in brackets and may itself contain brackets.
    return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z';
  } catch {
    // No /proc (macOS), or gone in between: signal 0 has the word.
    return false;
  }
}
