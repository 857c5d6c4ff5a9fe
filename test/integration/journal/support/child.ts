import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';

export interface Child {
  readonly process: ChildProcess;
  /** Lines of standard output so far. */
  readonly lines: readonly string[];
  /** Resolves with the exit code, or the signal's name, once all output was read. */
  readonly ended: Promise<number | string | null>;
}

export function toScriptPath(name: string): string {
  return fileURLToPath(new URL(`../children/${name}`, import.meta.url));
}

/** Runs a script of children/ in a process of its own; ended by its id after the test at the latest. */
export function startScript(name: string, args: readonly string[], options: SpawnOptions = {}): Child {
  return startChild(process.execPath, [toScriptPath(name), ...args], options);
}

export function startChild(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: string[] = [];
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(() => child.exitCode ?? child.signalCode);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { process: child, lines, ended };
}

export async function waitForLines(child: Child, count: number): Promise<void> {
  await vi.waitUntil(() => child.lines.length >= count, { timeout: 30_000, interval: 5 });
}
