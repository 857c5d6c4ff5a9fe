import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startDemoFleet } from '../../../electron/demo/demoFleet.ts';
import { waitUntil } from '../../../electron/demo/processes/waitUntil.ts';
import { readDemoWorkspace } from './demoWorkspace.ts';
import { leftoversOf, processesOf } from './leftovers.ts';

const deadlineMs = 20_000;

async function startElsewhere(
  balancers: string,
): Promise<{ child: ChildProcess; folders: readonly string[] }> {
  const script = join(import.meta.dirname, 'runDemoFleet.ts');
  const child = spawn(process.execPath, [script, balancers], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (!child.stdout) throw new Error('no output');
  const [directory]: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  const workspaceDirectory = String(directory);
  return { child, folders: [workspaceDirectory, readDemoWorkspace(workspaceDirectory).runDirectory] };
}

describe('the end of the demo', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('on %s it takes the fleet down, then itself', async (signal) => {
    const { child, folders } = await startElsewhere('haproxy');
    child.kill(signal);
    const [code]: unknown[] = await once(child, 'exit');
    expect(code).toBe(signal === 'SIGTERM' ? 143 : 130);
    expect(leftoversOf(folders)).toEqual([]);
  });

  it.each(['haproxy', 'in-process'])(
    'killed with -9 behind %s, the rest ends by itself',
    async (balancers) => {
      const { child, folders } = await startElsewhere(balancers);
      expect(processesOf(folders).length).toBeGreaterThan(8);
      child.kill('SIGKILL');
      await once(child, 'exit');
      await waitUntil(() => leftoversOf(folders).length === 0, { what: 'nothing is left', deadlineMs });
    },
  );
});

describe('the start of the demo', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('refuses a folder that has something in it, and leaves it alone', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'signalbox-taken-'));
    await writeFile(join(directory, 'thesis.txt'), 'years of work');
    await expect(startDemoFleet({ directory })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      wayOut: expect.stringContaining('new or empty'),
    });
    expect(await readdir(directory)).toEqual(['thesis.txt']);
    await rm(directory, { recursive: true });
  });

  it('keeps the workspace when asked to, but no process', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'signalbox-kept-'));
    const directory = join(parent, 'workspace');
    const fleet = await startDemoFleet({ directory, keep: true, balancers: 'in-process' });
    const { runDirectory } = readDemoWorkspace(fleet.workspaceDirectory);
    await fleet.dispose();
    expect(await readdir(directory)).toEqual(
      expect.arrayContaining(['signalbox.yaml', 'repository', 'hosts']),
    );
    expect(processesOf([fleet.workspaceDirectory, runDirectory])).toEqual([]);
    expect(existsSync(runDirectory)).toBe(false);
    await rm(parent, { recursive: true });
  });

  it.each(['Starting hosts', 'Installing', 'Starting balancers', 'Ready'])(
    'stopped at "%s" it leaves nothing behind',
    async (moment) => {
      const parent = await mkdtemp(join(tmpdir(), 'signalbox-stopped-'));
      const directory = join(parent, 'workspace');
      // Its run folder goes there too.
      vi.stubEnv('TMPDIR', parent);
      const controller = new AbortController();
      const onProgress = (message: string): void => {
        if (message.startsWith(moment)) controller.abort();
      };
      const start = startDemoFleet({
        directory,
        balancers: 'haproxy',
        signal: controller.signal,
        onProgress,
      });
      await start.then(
        (fleet) => fleet.dispose(),
        (error: unknown) => expect(error).toMatchObject({ code: 'CANCELLED' }),
      );
      expect(processesOf([parent])).toEqual([]);
      expect(await readdir(parent)).toEqual([]);
      await rm(parent, { recursive: true });
    },
  );
});
