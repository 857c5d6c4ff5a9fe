import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAnsibleEvent, type AnsibleEvent } from '../../../electron/ansible/ansibleEvent.ts';
import { decideHostEnd, type HostEnd, type RunExit } from '../../../electron/ansible/decideHostEnd.ts';
import { programEnvironment } from '../../../electron/ansible/programEnvironment.ts';
import { runProgram } from '../../../electron/ansible/runProgram.ts';
import { until } from '../../fixtures/until.ts';

const plugin = resolve(import.meta.dirname, '../../../electron/ansible/plugins/signalbox_events.py');
const hosts = ['a', 'b', 'c'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-traps-'));
  // Three hosts that are this machine; nobody listens where c is.
  const lines = hosts.map((it) =>
    it === 'c'
      ? 'c ansible_host=127.0.0.1 ansible_port=1'
      : `${it} ansible_connection=local ansible_python_interpreter=python3`,
  );
  await mkdir(join(folder, 'files'));
  await mkdir(join(folder, 'signalbox/plugins'), { recursive: true });
  await copyFile(plugin, join(folder, 'signalbox/plugins/signalbox_events.py'));
  await writeFile(join(folder, 'files/hosts'), lines.join('\n'));
  await writeFile(join(folder, 'signalbox/ssh_config'), 'BatchMode yes\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly events: readonly AnsibleEvent[];
  readonly exit: RunExit;
  readonly ends: Readonly<Record<string, HostEnd>>;
}

let runs = 0;

const environment = () =>
  programEnvironment(
    { settings: join(folder, 'signalbox'), configFile: join(folder, 'none.cfg') },
    process.env,
  );

async function play(
  text: string,
  options: {
    readonly limit?: string;
    readonly signal?: AbortSignal;
    onEvent?(event: AnsibleEvent): void;
  } = {},
): Promise<Ran> {
  const name = `${++runs}.yml`;
  await writeFile(join(folder, 'files', name), text);
  const events: AnsibleEvent[] = [];
  const { exit } = await runProgram({
    words: ['ansible-playbook', '--inventory', 'hosts', '--limit', options.limit ?? 'a,b', name],
    cwd: join(folder, 'files'),
    environment: environment(),
    timeoutMs: 240_000,
    signal: options.signal ?? new AbortController().signal,
    onEvent: (line) => {
      const event = parseAnsibleEvent(line);
      events.push(event);
      options.onEvent?.(event);
    },
  });
  const ends = Object.fromEntries(hosts.map((host) => [host, decideHostEnd(host, events, exit)]));
  return { events, exit, ends };
}

const head = '- hosts: all\n  gather_facts: false\n';
const failOnA = "    - name: refuse\n      fail: { msg: not here }\n      when: inventory_hostname == 'a'\n";

describe('what ansible-playbook says of hosts, and what is made of it', { timeout: 300_000 }, () => {
  it('does not take a host for done where the play was ended for all, though its recap is clean', async () => {
    const { ends, exit } = await play(
      `${head}  max_fail_percentage: 40\n  tasks:\n${failOnA}    - debug: { msg: never }\n`,
    );
    expect(exit).toEqual({ kind: 'exited', exitCode: 2 });
    expect(ends['a']).toMatchObject({ kind: 'failed', trouble: 'stepFailed', message: 'refuse: not here' });
    expect(ends['b']).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('max_fail_percentage'),
    });
  });

  it('says that a host was not come to where a batch of the playbook failed before it', async () => {
    const { ends } = await play(
      `${head}  serial: 1\n  max_fail_percentage: 100\n  tasks:\n${failOnA}    - debug: { msg: done }\n`,
    );
    expect(ends['b']).toEqual({
      kind: 'failed',
      trouble: 'stepFailed',
      message: 'the playbook did not come to this host',
    });
  });

  it('lets an unreachable host leave, does well by the others, counts what was ignored or rescued as no failure, and shows no secret', async () => {
    const { ends, events, exit } = await play(
      `${head}  tasks:
    - ping:
    - name: hidden
      fail: { msg: hunter2 }
      no_log: true
      ignore_errors: true
    - block:
        - name: "bad \\e[31m\\u202e"
          fail: { msg: not yet }
      rescue:
        - debug: { msg: rescued }
`,
      { limit: 'a,c' },
    );
    expect(exit).toEqual({ kind: 'exited', exitCode: 4 });
    expect(ends['a']).toMatchObject({ kind: 'done', detail: 'nothing changed, 3 ok, 1 rescued, 1 ignored' });
    expect(ends['c']).toMatchObject({ kind: 'failed', trouble: 'unreachable' });
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  it('ends the whole process group when it is cancelled, and knows no host as done', async () => {
    const cancel = new AbortController();
    const { ends, exit } = await play(`${head}  tasks:\n    - name: long\n      command: sleep 600\n`, {
      signal: cancel.signal,
      onEvent: ({ event }) => {
        if (event === 'start') cancel.abort();
      },
    });
    expect(exit).toEqual({ kind: 'cancelled' });
    expect(ends['a']).toMatchObject({ kind: 'failed', trouble: 'cancelled' });
  });

  it('ends by itself, with all that it started, when the app that began it is gone', async () => {
    await writeFile(
      join(folder, 'files/long.yml'),
      `${head}  tasks:\n    - name: long\n      command: sleep 600\n`,
    );
    const child = spawn('ansible-playbook', ['--inventory', 'hosts', '--limit', 'a', 'long.yml'], {
      cwd: join(folder, 'files'),
      env: { ...environment(), SIGNALBOX_EVENTS_FD: '3' },
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit');
    const line = child.stdio[3] as Duplex;
    let said = '';
    line.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until('the task has begun', () => said.includes('"start"'));
    line.destroy();
    expect(await ended).toEqual([null, 'SIGKILL']);
    await until('its whole process group is gone', () => !isAlive(-(child.pid ?? 0)));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
