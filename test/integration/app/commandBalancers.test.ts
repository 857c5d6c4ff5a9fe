import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCommandBalancers } from '../../../electron/app/commandBalancers.ts';
import type { CommandBalancer, CommandMember } from '../../../electron/balancer/commands/commandBalancer.ts';
import { askState, runChange } from '../../../electron/balancer/commands/commandState.ts';
import { folderAtHome } from '../../../electron/ssh/hostFolder.ts';
import type { Fence } from '../../../electron/ssh/hostLock/fence.ts';
import { createHostLocks, createLockId } from '../../../electron/ssh/hostLock/hostLocks.ts';
import { createWorkspaceParts } from '../../fakes/rolloutWorkspace.ts';
import { balancer, deploymentTarget } from '../../../shared/model/workspace.ts';
import * as scenes from '../ssh/detachedScene.ts';

let scene: scenes.DetachedScene;
beforeAll(async () => {
  scene = await scenes.createDetachedScene();
});
afterAll(() => scene.room.clear());

const owner = {
  person: 'ann',
  machine: 'desk-1',
  pid: 4242,
  processIdentity: 'boot/1',
  rolloutId: 'r-1',
  planSha256: 'a'.repeat(64),
  purpose: 'shop 1.1.0 in production',
  since: '2026-01-01T10:00:00.000Z',
};

/** One that writes what it is told into a file of its host, or what the test says. */
function edge(words: Partial<Record<'out' | 'in' | 'state', string[]>>, fence?: Fence): CommandBalancer {
  const { target, hosts } = createWorkspaceParts(['web-1'], true, {});
  const connection = {
    kind: 'commands',
    host: 'lb',
    out: ['true'],
    in: ['true'],
    state: ['echo', 'in'],
    timeoutMs: 1_000,
    ...words,
  };
  const found = createCommandBalancers({
    workspace: {
      hosts,
      balancers: [balancer.parse({ name: 'lb-1', connection })],
      targets: [deploymentTarget.parse(target)],
    },
    host: () => scene.host,
    fenceOf: () => fence,
  }).get('lb-1');
  if (!found) throw new Error('the workspace has it');
  return found;
}

const memberOf = ({ members }: CommandBalancer): CommandMember => {
  const [member] = members;
  if (!member) throw new Error('web-1 is behind it');
  return member;
};

describe("a balancer's commands over a real sshd", () => {
  test('are filled with what the workspace knows, and one that never ends is killed at its limit', async () => {
    const told = edge({
      state: ['sh', '-c', 'echo "$@"', 'sh', '{host}', '{address}', '{backend}', '{server}'],
    });
    await expect(askState(told, memberOf(told), {})).rejects.toThrow('printed "web-1 127.0.0.1 be web-1"');

    const endless = edge({ state: ['sleep', '600'] });
    await expect(askState(endless, memberOf(endless), {})).rejects.toMatchObject({
      code: 'BALANCER_REFUSED',
      message: expect.stringContaining('killed after 1000 ms'),
    });
  });

  test('change nothing without a lock, and nothing more once somebody else has taken it over', async () => {
    const file = join(scene.sshd.home, 'told');
    const out = ['sh', '-c', 'echo out >>"$1"', 'sh', file];
    const unlocked = edge({ out });
    await expect(runChange(unlocked, 'out', memberOf(unlocked), {})).rejects.toThrow('nothing was locked');
    expect(existsSync(file)).toBe(false);

    const folder = folderAtHome('pools', 'pool.be.test');
    const locks = createHostLocks(scene.host);
    const fenced = edge({ out }, await locks.acquire(folder, createLockId(), owner));
    expect(await runChange(fenced, 'out', memberOf(fenced), {})).toMatchObject({
      balancer: 'lb-1',
      reply: '',
    });
    expect(readFileSync(file, 'utf8')).toBe('out\n');

    const held = await locks.inspect(folder);
    if (held.kind !== 'held') throw new Error('the lock stands');
    const instead = { ...owner, person: 'bob', takenFrom: 'ann', reason: 'her laptop is lost' };
    await locks.takeOver(folder, held, createLockId(), instead);
    await expect(runChange(fenced, 'out', memberOf(fenced), {})).rejects.toMatchObject({
      code: 'HOST_LOCKED',
      message: expect.stringContaining('bob'),
    });
    expect(readFileSync(file, 'utf8')).toBe('out\n');
  });
});
