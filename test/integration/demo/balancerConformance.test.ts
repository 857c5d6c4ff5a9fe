import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askBalancer, parseStatRows } from '../../../electron/demo/balancers/askBalancer.ts';
import type { DemoBalancer } from '../../../electron/demo/balancers/demoBalancer.ts';
import { findHaproxy, startHaproxy } from '../../../electron/demo/balancers/haproxyBalancer.ts';
import { startInProcessBalancer } from '../../../electron/demo/balancers/inProcessBalancer.ts';
import { createLifeline, type Lifeline } from '../../../electron/demo/processes/lifeline.ts';
import { reservePorts } from '../../../electron/demo/processes/reservePorts.ts';
import { waitUntil } from '../../../electron/demo/processes/waitUntil.ts';
import { startOrigin, type Origin } from './origin.ts';

/** The same stories over the real thing and over its stand-in, at the level of raw lines. */
describe.each(['haproxy', 'in-process'] as const)('the balancer: %s', (kind) => {
  let directory: string;
  let lifeline: Lifeline;
  let web1: Origin;
  let web2: Origin;
  let balancer: DemoBalancer;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'signalbox-conformance-'));
    lifeline = createLifeline({ runDirectory: directory, folders: [directory] });
    [web1, web2] = await Promise.all([startOrigin('web-1'), startOrigin('web-2')]);
    const [port = 0, deadPort = 0] = await reservePorts(2);
    const options = {
      name: 'lb-1',
      port,
      socketPath: join(directory, 'lb-1.sock'),
      backend: 'shop',
      servers: [web1, web2, { name: 'dead', port: deadPort }],
    };
    balancer =
      kind === 'haproxy'
        ? await startHaproxy(findHaproxy() ?? 'haproxy', join(directory, 'lb-1.cfg'), options, lifeline)
        : await startInProcessBalancer(options);
  });

  beforeEach(async () => {
    for (const origin of [web1, web2]) {
      origin.isHealthy = true;
      origin.release();
    }
    for (const name of ['web-1', 'web-2', 'dead']) {
      await ask(`set server shop/${name} state ready; set server shop/${name} weight 100%`);
    }
    await until('web-1', { status: 'UP', check_status: 'L7OK', check_health: '3' });
    await until('web-2', { status: 'UP', check_status: 'L7OK' });
    await until('dead', { status: 'DOWN', check_status: 'L4CON' });
  });

  afterAll(async () => {
    await balancer.close();
    await Promise.all([web1.close(), web2.close()]);
    await lifeline.end();
    await rm(directory, { recursive: true, force: true });
  });

  const ask = (line: string): Promise<string> => askBalancer(balancer.socketPath, line);

  async function rowOf(server: string): Promise<Readonly<Record<string, string>>> {
    const rows = parseStatRows(await ask('show stat shop 4 -1'));
    return rows.find((row) => row['svname'] === server) ?? {};
  }

  async function until(server: string, wanted: Readonly<Record<string, string>>): Promise<void> {
    await waitUntil(
      async () => {
        const row = await rowOf(server);
        return Object.entries(wanted).every(([column, value]) => row[column] === value);
      },
      { what: `${server} shows ${JSON.stringify(wanted)}`, deadlineMs: 15_000 },
    );
  }

  async function stateOf(server: string): Promise<{ operation: string; admin: string; health: string }> {
    const [version, header = '', ...rows] = (await ask('show servers state shop')).trim().split('\n');
    expect(version).toBe('1');
    const names = header.replace(/^# /, '').split(' ');
    const cells = rows.map((row) => row.split(' ')).find((row) => row[names.indexOf('srv_name')] === server);
    const cell = (name: string): string => cells?.[names.indexOf(name)] ?? '';
    return {
      operation: cell('srv_op_state'),
      admin: cell('srv_admin_state'),
      health: cell('srv_check_health'),
    };
  }

  const url = (path: string): string => `http://127.0.0.1:${balancer.port}${path}`;

  async function answers(count: number): Promise<readonly string[]> {
    const all: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const response = await fetch(url('/'));
      all.push(response.ok ? (await response.text()).trim() : String(response.status));
    }
    return all;
  }

  it('says who it is', async () => {
    const reply = await ask('show info');
    for (const field of ['Name', 'Version', 'Pid', 'Uptime_sec', 'Stopping']) {
      expect(reply).toMatch(new RegExp(`^${field}: \\S`, 'm'));
    }
    expect(reply).toMatch(/\nStopping: 0\n/);
    expect(reply.endsWith('\n\n')).toBe(true);
  });

  it('sends requests to the servers that are up, in turn', async () => {
    expect((await answers(10)).toSorted()).toEqual([...Array(5).fill('web-1'), ...Array(5).fill('web-2')]);
  });

  it('lists servers and the backend as it is asked', async () => {
    const namesOf = async (line: string) => parseStatRows(await ask(line)).map((row) => row['svname']);
    expect(await namesOf('show stat shop 4 -1')).toEqual(['web-1', 'web-2', 'dead']);
    expect(await namesOf('show stat shop 6 -1')).toEqual(['web-1', 'web-2', 'dead', 'BACKEND']);
    expect((await ask('show stat shop 6 -1')).startsWith('# pxname,svname,qcur,')).toBe(true);
    expect(await rowOf('web-1')).toMatchObject({
      pxname: 'shop',
      qcur: '0',
      scur: '0',
      weight: '100',
      check_rise: '2',
      check_fall: '2',
      check_code: '200',
      throttle: '',
      addr: `127.0.0.1:${web1.port}`,
    });
  });

  it.each([
    ['set server shop/web-1 state drain', '\n'],
    ['set server shop/web-1 state drain; set server shop/web-1 health down', '\n\n'],
    ['set server shop/nobody state drain', 'No such server.\n\n'],
    ['set server nowhere/web-1 state drain', 'No such backend.\n\n'],
    ['set server shop state ready', "Require 'backend/server'.\n\n"],
    [
      'set server shop/web-1 state away',
      "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n\n",
    ],
    [
      'set server shop/web-1 health ill',
      "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n\n",
    ],
    ['set server shop/web-1 agent up', 'agent checks are not enabled on this server.\n\n'],
    ['disable agent shop/web-1', '\n'],
    ['enable agent shop/web-1', 'Agent was not configured on this server, cannot enable.\n\n'],
    ['set server shop/web-1 weight 10', '\n'],
    ['set server shop/web-1 weight 257', 'Absolute weight can only be between 0 and 256 inclusive.\n\n'],
    ['set server shop/web-1 weight -1', 'Absolute weight can only be between 0 and 256 inclusive.\n\n'],
    ['set server shop/web-1 weight x', 'Empty weight string empty or preceded by garbage\n'],
    ['set server shop/web-1 weight 10x', 'Trailing garbage in weight string\n'],
    ['set server shop/web-1 weight', 'Require <weight> or <weight%>.\n\n'],
    ['get weight shop/web-1', '100 (initial 100)\n\n'],
    ['get weight shop/nobody', 'No such server.\n\n'],
    ['shutdown sessions server shop/web-1', '\n'],
    ['shutdown sessions server shop/nobody', 'No such server.\n\n'],
    ['show stat nowhere 4 -1', 'No such proxy.\n\n'],
    ['show servers state nowhere', "Can't find backend.\n\n"],
    [
      'get weight shop/web-1; get weight shop/nobody; get weight shop/web-2',
      '100 (initial 100)\n\nNo such server.\n\n100 (initial 100)\n\n',
    ],
  ])('answers %j', async (line, reply) => {
    expect(await ask(line)).toBe(reply);
  });

  it('says that it does not know a command', async () => {
    expect(await ask('make coffee')).toMatch(/^Unknown command[^]*\n\n$/);
  });

  it('drains: the running request ends well, no new one comes, and ready brings it back', async () => {
    await ask('set server shop/web-2 state drain');
    const held = fetch(url('/held')).then((response) => response.text());
    await waitUntil(() => web1.held === 1, { what: 'web-1 works on a request', deadlineMs: 5_000 });
    await ask('set server shop/web-2 state ready; set server shop/web-1 state drain');
    expect(await rowOf('web-1')).toMatchObject({ status: 'DRAIN', scur: '1' });
    expect(await stateOf('web-1')).toEqual({ operation: '2', admin: '8', health: '3' });
    expect(await answers(4)).toEqual(Array(4).fill('web-2'));
    web1.release();
    expect(await held).toBe('web-1\n');
    await until('web-1', { scur: '0', status: 'DRAIN' });
    await ask('set server shop/web-1 state ready');
    expect(await rowOf('web-1')).toMatchObject({ status: 'UP', check_health: '3' });
  });

  it('earns its health in a drain after a forced down: the safe way back', async () => {
    web1.isHealthy = false;
    await ask('set server shop/web-1 state drain; set server shop/web-1 health down');
    expect(await rowOf('web-1')).toMatchObject({ status: 'DOWN', check_health: '0' });
    expect(await stateOf('web-1')).toMatchObject({ operation: '0', admin: '8' });
    web1.isHealthy = true;
    await until('web-1', { status: 'DRAIN', check_status: 'L7OK', check_health: '3' });
    expect(await answers(3)).toEqual(Array(3).fill('web-2'));
    await ask('set server shop/web-1 state ready');
    expect(await rowOf('web-1')).toMatchObject({ status: 'UP' });
  });

  it('maintenance stops checks and traffic; leaving it trusts before it checks', async () => {
    await ask('set server shop/dead state maint');
    expect(await rowOf('dead')).toMatchObject({ status: 'MAINT', check_status: '', check_health: '' });
    expect(await stateOf('dead')).toEqual({ operation: '0', admin: '1', health: '0' });
    await ask('set server shop/dead health up');
    expect(await rowOf('dead')).toMatchObject({ status: 'MAINT' });
    const during = parseStatRows(
      (
        await ask('set server shop/dead state maint; set server shop/dead state ready; show stat shop 4 -1')
      ).trim(),
    );
    expect(during.find(({ svname }) => svname === 'dead')).toMatchObject({
      status: 'UP 1/2',
      check_health: '2',
    });
    await until('dead', { status: 'DOWN' });
  });

  it('a drain of a dead server reads DOWN; only the admin bits tell', async () => {
    await ask('set server shop/dead state drain');
    expect(await rowOf('dead')).toMatchObject({ status: 'DOWN' });
    expect(await stateOf('dead')).toEqual({ operation: '0', admin: '8', health: '0' });
  });

  it('a server that fails its checks goes down and comes up again by itself', async () => {
    web1.isHealthy = false;
    await until('web-1', { status: 'DOWN', check_status: 'L7STS', check_code: '503', check_health: '0' });
    expect(await answers(3)).toEqual(Array(3).fill('web-2'));
    web1.isHealthy = true;
    await until('web-1', { status: 'UP', check_status: 'L7OK', check_health: '3' });
  });

  it('with every server out, clients get 503', async () => {
    await ask('set server shop/web-1 state maint');
    await ask('set server shop/web-2 state drain');
    expect(await answers(2)).toEqual(['503', '503']);
  });

  it('weights are shares of the initial weight, and 0 takes no traffic while the status stays UP', async () => {
    await ask('set server shop/web-1 weight 50%');
    expect(await ask('get weight shop/web-1')).toBe('50 (initial 100)\n\n');
    expect((await answers(9)).filter((name) => name === 'web-1')).toHaveLength(3);
    await ask('set server shop/web-1 weight 0');
    expect(await rowOf('web-1')).toMatchObject({ status: 'UP', weight: '0' });
    expect(await answers(3)).toEqual(Array(3).fill('web-2'));
  });

  it('ends the sessions of a server that will not empty', async () => {
    await ask('set server shop/web-2 state drain');
    const held = fetch(url('/held')).then(
      ({ status }) => status,
      () => 0,
    );
    await waitUntil(() => web1.held === 1, { what: 'web-1 works on a request', deadlineMs: 5_000 });
    await ask('shutdown sessions server shop/web-1');
    expect(await held).not.toBe(200);
    await until('web-1', { scur: '0' });
  });

  it('counts what each server did', async () => {
    const before = await rowOf('web-1');
    await answers(6);
    const after = await rowOf('web-1');
    for (const column of ['stot', 'lbtot', 'hrsp_2xx']) {
      expect(Number(after[column]) - Number(before[column])).toBe(3);
    }
    expect(after['hrsp_5xx']).toBe(before['hrsp_5xx']);
  });
});
