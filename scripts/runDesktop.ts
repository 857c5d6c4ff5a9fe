import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildDesktop } from './buildDesktop.ts';

/** Builds the desktop and starts it; ends with its exit code. */
export async function runDesktop(path: string, words: readonly string[]): Promise<void> {
  await buildDesktop();
  await runProgram(path, [fileURLToPath(new URL('../dist/desktop', import.meta.url)), ...words]);
}

/** Ctrl-C reaches the child by itself, which decides; here it only must not end the one who waits. */
export async function runProgram(program: string, words: readonly string[]): Promise<void> {
  const child = spawn(program, words, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
