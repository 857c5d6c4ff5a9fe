import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * A tiny shell process in a session of its own that outlives a `kill -9` of the demo. It learns over a pipe which
 * process groups stand; when the pipe breaks without a farewell it ends them and removes the folders.
 */
export interface Undertaker {
  readonly pid: number;
  watch(processGroup: number): void;
  forget(processGroup: number): void;
  /** It leaves without touching anything. */
  dismiss(): Promise<void>;
}

// POSIX sh: `read` returns not-0 at the end of the pipe, which only the death of the demo brings about.
const script = `
groups=
while read -r verb group; do
  case $verb in
    watch) groups="$groups $group" ;;
    forget) rest=; for g in $groups; do [ "$g" = "$group" ] || rest="$rest $g"; done; groups=$rest ;;
    dismiss) exit 0 ;;
  esac
done
for g in $groups; do kill -TERM -"$g" 2>/dev/null; done
sleep 1
for g in $groups; do kill -KILL -"$g" 2>/dev/null; done
sleep 1
rm -rf -- "$@"
`;

/** @param folders absolute paths that are removed when the demo dies without a farewell. */
export function startUndertaker(folders: readonly string[]): Undertaker {
  const child = spawn('/bin/sh', ['-c', script, 'signalbox-demo-undertaker', ...folders], {
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const exited = once(child, 'exit');
  const { pid, stdin } = child;
  if (pid === undefined) throw new Error('/bin/sh did not start');
  // Writing to a process that somebody else has killed is no reason for the demo to fall.
  stdin.on('error', () => {});
  return {
    pid,
    watch: (processGroup) => void stdin.write(`watch ${processGroup}\n`),
    forget: (processGroup) => void stdin.write(`forget ${processGroup}\n`),
    async dismiss() {
      stdin.end('dismiss 0\n');
      await exited;
    },
  };
}
