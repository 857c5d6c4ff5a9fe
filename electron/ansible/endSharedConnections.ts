import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { programEnvironment } from './programEnvironment.ts';
import type { RunFolder } from './runFolder.ts';
import { runProgram } from './runProgram.ts';

/** They would end by themselves some seconds later, and outlive this app. Never rejects. */
export async function endSharedConnections(
  folder: RunFolder,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const names = await readdir(folder.controlFolder).catch(() => []);
  const sockets = names.map((name) => join(folder.controlFolder, name));
  await Promise.all(
    sockets.map(
      (socket) =>
        runProgram({
          words: ['ssh', '-F', '/dev/null', '-o', `ControlPath=${socket}`, '-O', 'exit', 'any'],
          cwd: folder.settings,
          environment: programEnvironment(folder, environment),
          timeoutMs: 5_000,
          signal: new AbortController().signal,
        }).catch(() => undefined), // it ends by itself after a while
    ),
  );
}
