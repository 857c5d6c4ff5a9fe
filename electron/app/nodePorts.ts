import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir, hostname, userInfo } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { AppConfig, AppPorts } from './ports.ts';

/** The outside world as Node gives it; every host of the app runs on these. */
export function createNodePorts(options: { reportError(error: unknown): void }): AppPorts {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    createId: () => randomUUID(),
    delay: (ms, { signal }) => delay(ms, undefined, signal ? { signal } : {}),
    reportError: (error) => options.reportError(error),
  };
}

/** Who and where we are, read off this process. */
export async function readNodeConfig(options: {
  readonly workspaceDirectory: string;
  readonly readOnly: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<AppConfig> {
  return {
    workspaceDirectory: options.workspaceDirectory,
    home: options.environment['HOME'] ?? homedir(),
    userName: readUserName(options.environment),
    machine: hostname(),
    environment: options.environment,
    appVersion: await readAppVersion(),
    readOnly: options.readOnly,
  };
}

const packageFile = z.object({ version: z.string() });

export async function readAppVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return packageFile.parse(JSON.parse(text)).version;
}

function readUserName(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    // uv_os_get_passwd(3): a container's user id need not have an entry in the password file
    return environment['USER'] ?? `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
