import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DetachedSteps } from '../../../electron/ssh/detached/detachedSteps.ts';
import { runDetached } from '../../../electron/ssh/detached/runDetached.ts';
import {
  createDetachedScene,
  nameOf,
  partsOf,
  timeoutMs,
  type DetachedScene,
  type ServiceScene,
} from './detachedScene.ts';

let scene: DetachedScene;
let service: ServiceScene;
beforeAll(async () => {
  scene = await createDetachedScene();
});
beforeEach(() => {
  service = scene.createService();
});
afterAll(() => scene.room.clear());

describe('a host that cannot hold a step', () => {
  test('with a folder that may not be written says so', async () => {
    writeFileSync(service.directory, 'a file where the folder should be');
    await expect(service.run('true')).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringContaining(`${service.directory}/.signalbox/steps`) as string,
      wayOut: expect.stringContaining('write') as string,
    });
  });

  test('without setsid says what to install', async () => {
    const bin = join(scene.room.folder, 'bin-without-setsid');
    mkdirSync(bin);
    const bare = await scene.room.startHost({ environment: { PATH: bin } });
    const there = service.through(bare);
    await expect(
      runDetached(partsOf(there), { name: nameOf(), script: 'true', timeoutMs }),
    ).rejects.toMatchObject({ code: 'STEP_FAILED', wayOut: expect.stringContaining('util-linux') as string });
  });

  /** A host where a file of every new step lies on a disk that is full: all that is written there fails. */
  async function startFullHost(file: string): Promise<DetachedSteps> {
    const bin = join(scene.room.folder, `bin-full-${file}`);
    mkdirSync(bin);
    const mkdir = `PATH=\${PATH#*:}; mkdir "$@" || exit 1; for d; do :; done
case $d in */steps/*) ln -s /dev/full "$d/${file}";; esac`;
    writeFileSync(join(bin, 'mkdir'), `#!/bin/sh\n${mkdir}\n`, { mode: 0o755 });
    const full = await scene.room.startHost({
      environment: { PATH: `${bin}:/usr/sbin:/usr/bin:/sbin:/bin` },
    });
    return service.through(full);
  }

  test.each(['script', 'id', 'rc'])('whose disk is full for %s says so, and starts nothing', async (file) => {
    const full = await startFullHost(file);
    const ended = runDetached(partsOf(full), { name: nameOf(), script: 'echo never', timeoutMs });
    await expect(ended).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining(service.directory) as string,
    });
    expect(readdirSync(service.stepsFolder)).toEqual([]);
  });

  test('whose disk has no room for the output runs the step all the same', async () => {
    const full = await startFullHost('output');
    const script = 'seq 1 200000; exit 3';
    const { end, output } = await runDetached(partsOf(full), { name: nameOf(), script, timeoutMs });
    expect(end).toEqual({ kind: 'exited', exitCode: 3 });
    expect(output).toContain('200000');
  });
});
