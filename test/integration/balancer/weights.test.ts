import { describe, expect, test } from 'vitest';
import { startLoad } from '../../fixtures/load.ts';
import {
  controlOf,
  createScene,
  deadlineMs,
  preflightOne,
  stat,
  untilChecked,
  untilStatus,
} from './scene.ts';

const member = { backend: 'app', server: 'a', balancers: ['one'] };

describe('given weights', () => {
  const scene = createScene();

  async function pool(weight: string, lines: readonly string[] = []) {
    const [a, b] = [await scene.app('a'), await scene.app('b')];
    const servers = [a, b].map(({ name, port }) => ({ name, port, options: weight }));
    const pools = [{ backend: 'app', servers, lines }];
    const one = await scene.haproxy({ pools });
    for (const server of ['app/a', 'app/b']) await untilChecked(one, server);
    return { a, b, one, pools, ...controlOf({ one }) };
  }

  test('when HAProxy itself is told 10% of 1, then it says yes and means 0, UP and without traffic (trap 7)', async () => {
    const { a, one } = await pool('');

    expect(await one.ask('set server app/a weight 10%')).toBe('\n');
    await one.ask('set server app/a state ready');

    expect(await one.ask('get weight app/a')).toBe('0 (initial 1)\n\n');
    expect(await stat(one, 'app/a', 'status')).toBe('UP');
    const load = scene.keep(startLoad({ port: one.frontendPort }));
    await load.more(30);
    expect(a.requests).toBe(0);
    await load.stop();
  });

  test('when the control is told 10 % of 1, then it refuses with the reason and nothing changes (trap 7)', async () => {
    const { one, control } = await pool('');

    await expect(control.share(member, 10)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('weight 10 % of 1 is 0'),
    });

    expect(await one.ask('get weight app/a')).toBe('1 (initial 1)\n\n');
  });

  test('when the algorithm is static, then only all or nothing is taken (trap 7)', async () => {
    const { one, control } = await pool('weight 100', ['balance static-rr']);
    expect(await one.ask('set server app/a weight 50%')).toContain("only accepts weights '0%' and '100%'");

    await expect(control.share(member, 50)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('static-rr'),
    });
    expect(await control.share(member, 0)).toMatchObject([{ weight: 0, share: 0 }]);
    expect(await control.share(member, 100)).toMatchObject([{ weight: 100, share: 0.5 }]);
  });

  test('when it is a map-based hash, which no table tells, then the refusal of HAProxy is passed on (trap 7)', async () => {
    const { one, control } = await pool('weight 100', ['balance source', 'hash-type map-based']);

    await expect(control.share(member, 50)).rejects.toMatchObject({
      code: 'BALANCER_REFUSED',
      message: expect.stringContaining('static LB algorithm'),
    });

    expect(await one.ask('get weight app/a')).toBe('100 (initial 100)\n\n');
  });

  test('when a share is set, then it is w by the sum of w, is kept over a reload, and "ready" does not undo it (traps 3 and 7)', async () => {
    const { one, control, reloads } = await pool('weight 100');

    const [share] = await control.share(member, 10);
    expect(share).toMatchObject({
      line: 'set server app/a weight 10',
      reply: '\n',
      weight: 10,
      initialWeight: 100,
    });
    expect(share?.share).toBeCloseTo(10 / 110);
    await control.perform('drain', member);
    await control.perform('ready', member);
    expect(await control.awaitInService(member, { deadlineMs })).toEqual({ kind: 'inService' });
    await one.reload();
    await control.capacity('app', ['one']);

    expect(reloads).toMatchObject([{ sent: [{ line: 'set server app/a weight 10' }] }]);
    expect(await one.ask('get weight app/a')).toBe('10 (initial 100)\n\n');
    await control.share(member, 100);
    await one.reload();
    await control.capacity('app', ['one']);
    expect(reloads[1]).toMatchObject({ restored: [], sent: [] });
  });

  test('when a canary is planned, then its share is told by the configured weights, whoever is down (trap 7)', async () => {
    const { b, one, control } = await pool('weight 100');
    await preflightOne(control, member);
    expect(control.literalShare(member, 10)).toEqual([
      { balancer: 'one', line: 'set server app/a weight 10' },
    ]);

    await b.stop();
    await untilStatus(one, 'app/b', 'DOWN');

    expect(await control.expectShare([member], 10)).toEqual([
      { balancer: 'one', weight: 10, ofWeight: 110, algorithm: 'roundrobin' },
    ]);
    expect(await control.expectShare([member, { ...member, server: 'b' }], 10)).toEqual([
      { balancer: 'one', weight: 20, ofWeight: 20, algorithm: 'roundrobin' },
    ]);
    expect(await one.ask('get weight app/a')).toBe('100 (initial 100)\n\n');
  });

  test.each([
    [
      '10 % of 9 would be 0',
      'weight 9',
      [],
      'weight 10 % of 9 is 0 for app/a on balancer one; give the servers a weight of at least 10',
    ],
    [
      'the algorithm is static',
      'weight 100',
      ['balance static-rr'],
      'balance static-rr takes only 0 % and 100 %',
    ],
    [
      'an agent sets weights',
      'weight 100 agent-check agent-port 1',
      [],
      'an agent check sets the weight of app/a',
    ],
  ])(
    'when a canary is planned and %s, then it is refused with the reason (traps 7 and 11)',
    async (_, options, lines, why) => {
      const { control } = await pool(options, lines);

      await expect(control.expectShare([member], 10)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(why),
      });
    },
  );

  test('when the configured weight was changed since the plan, then no other line is sent than was planned', async () => {
    const { one, pools, control } = await pool('weight 100');
    await preflightOne(control, member);
    await one.reload(
      pools.map((it) => ({
        ...it,
        servers: it.servers.map((server) => ({ ...server, options: 'weight 50' })),
      })),
    );

    await expect(control.share(member, 10)).rejects.toMatchObject({
      code: 'BALANCER_REFUSED',
      message: expect.stringContaining('another configured weight'),
    });
    expect(await control.share(member, 100)).toMatchObject([{ weight: 50 }]);
  });

  test('when somebody changes the weight while the host is out, then it is not in service as it was (trap 7)', async () => {
    const { one, control } = await pool('weight 100');
    await control.perform('drain', member);
    await one.ask('set server app/a weight 5');
    await control.perform('ready', member);

    const outcome = await control.awaitInService(member, { deadlineMs: 0 });

    expect(outcome).toMatchObject({ kind: 'deadline', saw: expect.stringContaining('weight 5, was 100') });
  });

  test('when a weight is 0, then the server does not count as capacity, UP or not', async () => {
    const { control } = await pool('weight 100');

    await control.share(member, 0);

    expect(await control.capacity('app', ['one'])).toMatchObject([{ up: 1, outOrDown: ['a: UP, weight 0'] }]);
    expect((await preflightOne(control, member)).findings.map(({ code }) => code)).toContain('weightChanged');
  });
});
