import { describe, expect, test } from 'vitest';
import { problemsOf, shop } from './workspaceFolder.ts';

const only = async (changes: Record<number, string | undefined>, files: Record<string, string> = {}) =>
  problemsOf({ 'signalbox.yaml': shop(changes), ...files });

describe('given a workspace without a fault', () => {
  test('nothing is reported', async () => {
    expect(await only({})).toEqual([]);
  });
});

describe('given broken YAML', () => {
  test('a tab as indentation is named with its place', async () => {
    expect(await only({ 12: '\tstage: staging' })).toEqual([
      expect.stringMatching(/^signalbox\.yaml:12:1 .*[Tt]abs/),
    ]);
  });

  test('a bracket that is not closed is named, and nothing is guessed behind it', async () => {
    const problems = await only({ 16: '    hosts: [web2' });
    expect(problems[0]).toMatch(/^signalbox\.yaml:17:1 /);
    expect(problems.every((it) => !it.includes('missing'))).toBe(true);
  });

  test('a key that is written twice is named, and the rest is still checked', async () => {
    expect(await only({ 3: 'name: Shop', 13: '    hosts: [web9]' })).toEqual([
      'signalbox.yaml:3:1 the key "name" stands here twice',
      expect.stringMatching(/^signalbox\.yaml:13:13 environments\.0\.hosts\.0: there is no host "web9"/),
    ]);
  });

  test('an alias without its anchor is named', async () => {
    expect(await only({ 13: '    hosts: *nowhere' })).toEqual([
      'signalbox.yaml:13:12 there is no anchor &nowhere before this alias',
    ]);
  });

  test('a bomb of aliases is refused', async () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((it, index) => {
        const before = 'abcdefg'.charAt(index);
        return `${it}: &${it} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`;
      }),
    ].join('\n');
    expect(await problemsOf({ 'signalbox.yaml': bomb })).toEqual([
      expect.stringMatching(/^signalbox\.yaml:1:1 .*alias/),
    ]);
  });

  test('nesting without an end is refused', async () => {
    const problems = await problemsOf({ 'signalbox.yaml': '['.repeat(100_000) });
    expect(problems[0]).toMatch(/^signalbox\.yaml:\d+:\d+ /);
  });

  test('two documents in one file are refused', async () => {
    expect((await problemsOf({ 'signalbox.yaml': `${shop()}---\n${shop()}` }))[0]).toMatch(
      /^signalbox\.yaml:26:1 .*multiple documents/,
    );
  });

  test('an empty file says what is expected', async () => {
    expect(await problemsOf({ 'signalbox.yaml': '' })).toEqual([
      'signalbox.yaml:1:1 cannot be empty; expected a mapping with version, name, environments, services',
    ]);
  });

  test('bytes that are no text are refused', async () => {
    expect(await problemsOf({ 'signalbox.yaml': Uint8Array.of(0xff, 0xfe, 0x00) })).toEqual([
      'signalbox.yaml:1:1 is not UTF-8 text',
    ]);
  });

  test('a tag that nobody knows is refused', async () => {
    expect(await only({ 2: 'name: !secret Shop' })).toEqual(['signalbox.yaml:2:7 Unresolved tag: !secret']);
  });
});

describe('given keys and values that the file does not take', () => {
  test('an unknown key gets the key that was probably meant', async () => {
    expect(await only({ 7: '  lb1: { adress: 10.0.0.1 }' })).toEqual([
      'signalbox.yaml:7:10 hosts.lb1.adress: unknown key "adress", did you mean "address"?; expected one of address, port, user, identityFile, jump, variables',
    ]);
  });

  test('an unknown key far from all others gets the list of them', async () => {
    expect(await only({ 20: '    commands: { start: ./start, restart_all: x }' })).toEqual([
      'signalbox.yaml:20:33 services.shop.commands.restart_all: unknown key "restart_all"; expected one of precheck, stop, start, warm',
    ]);
  });

  test('a missing key is reported at the mapping that lacks it', async () => {
    expect(await only({ 20: '    commands: { stop: ./stop }' })).toEqual([
      'signalbox.yaml:20:5 services.shop.commands.start: "start" is missing; expected text',
    ]);
  });

  test('a value of the wrong kind says which kinds are right', async () => {
    expect(await only({ 20: '    commands: ./start' })).toEqual([
      'signalbox.yaml:20:15 services.shop.commands: cannot be the text "./start"; expected a mapping with start',
    ]);
  });

  test('an unknown stage gets the one that was probably meant', async () => {
    expect(await only({ 15: '    stage: prodution' })).toEqual([
      'signalbox.yaml:15:12 environments.1.stage: "prodution" is not known here, did you mean "production"?; expected one of rush, commit, acceptance, exploratory, uat, staging, production',
    ]);
  });

  test('a name outside of the grammar is reported at the key', async () => {
    expect(await only({ 7: '  lb1:\n  -x:' })).toEqual([
      'signalbox.yaml:8:3 hosts.-x: "-x" cannot stand here; expected a name: letters, digits, dot, dash and underscore, at most 63',
    ]);
  });

  test('a duration without its unit is reported at the value', async () => {
    expect(await only({ 24: '      staging: { rollout: { soak: "30" } }' })).toEqual([
      'signalbox.yaml:24:35 services.shop.environments.staging.rollout.soak: "30" does not fit; expected a duration such as 250ms, 10s, 2m or 1h',
    ]);
  });

  test("a canary's weight is a part, and never all or nothing", async () => {
    for (const weight of ['100%', '0%', '10']) {
      expect(
        await only({ 24: `      staging: { rollout: { canary: { hold: 1m, weight: "${weight}" } } }` }),
      ).toEqual([expect.stringContaining(`"${weight}" does not fit; expected a percentage from 1% to 99%`)]);
    }
  });

  test('a port above 65535 is reported at the value', async () => {
    expect(await only({ 7: '  lb1: { port: 70000 }' })).toEqual([
      'signalbox.yaml:7:16 hosts.lb1.port: 70000 is too big, the most is 65535; expected a whole number from 1 to 65535',
    ]);
  });

  test('a variable without a value is reported, not taken as the text "null"', async () => {
    expect(await only({ 7: '  lb1: { variables: { EMPTY: } }' })).toEqual([
      'signalbox.yaml:7:23 hosts.lb1.variables.EMPTY: cannot be empty; expected text, or a number, or true or false',
    ]);
  });

  test('an empty list of batches is reported', async () => {
    expect(await only({ 24: '      staging: { rollout: { batches: [] } }' })).toEqual([
      'signalbox.yaml:24:29 services.shop.environments.staging.rollout.batches: cannot be empty; expected a list',
    ]);
  });
});

describe('given a value with alternatives', () => {
  test('a check with a slip in one key is explained as the HTTP check that it nearly is', async () => {
    expect(await only({ 22: '      health: { http: /health, prt: 8080 }' })).toEqual([
      'signalbox.yaml:22:32 services.shop.checks.health.prt: unknown key "prt", did you mean "port"?; expected one of http, port, address, status, contains, timeout',
    ]);
  });

  test('a check with a bad path is explained by the grammar of paths', async () => {
    expect(await only({ 22: '      health: { http: health, port: 8080 }' })).toEqual([
      'signalbox.yaml:22:23 services.shop.checks.health.http: "health" does not fit; expected a path that begins with /',
    ]);
  });

  test('a port that is neither number nor placeholder is explained', async () => {
    expect(await only({ 22: '      health: { http: /health, port: "{shop_port}" }' })).toEqual([
      'signalbox.yaml:22:38 services.shop.checks.health.port: "{shop_port}" does not fit; expected a port number, or a variable in braces such as {SHOP_PORT}',
    ]);
  });

  test('a share that is neither number nor percentage is explained', async () => {
    expect(await only({ 24: '      staging: { rollout: { batches: [1, half] } }' })).toEqual([
      'signalbox.yaml:24:42 services.shop.environments.staging.rollout.batches.1: "half" does not fit; expected a whole number, or a percentage such as 25%',
    ]);
  });

  test('a group with a slip is explained as a group', async () => {
    expect(await only({ 13: '    hosts: { grup: web }' })).toEqual([
      'signalbox.yaml:13:14 environments.0.hosts.grup: unknown key "grup", did you mean "group"?; expected one of group',
    ]);
  });

  test('a balancer that could become either kind names both keys', async () => {
    expect(await only({ 9: '  edge: { host: lb1 }' })).toEqual([
      'signalbox.yaml:9:3 balancers.edge: "socket" or "tcp" is missing',
    ]);
  });

  test('hosts that are neither list nor group name both', async () => {
    expect(await only({ 13: '    hosts: web1' })).toEqual([
      'signalbox.yaml:13:12 environments.0.hosts: cannot be the text "web1"; expected a list, or a mapping with group',
    ]);
  });
});

describe('given many faults at once', () => {
  test('all of them are reported in reading order, and no fault hides or causes another', async () => {
    const problems = await only({
      5: '  web1: { usr: deploy }',
      9: '  edge: { host: lb9, socket: /run/haproxy.sock }',
      12: '    stage: stagging',
      16: '    hosts: [web2, web9]',
      19: '    directory: "{ROOT}/shop"',
      25: '      production: { pool: { backend: shop, balancers: [egde] } }',
    });
    expect(problems.map((it) => it.split(' ')[0])).toEqual([
      'signalbox.yaml:5:11',
      'signalbox.yaml:9:17',
      'signalbox.yaml:12:12',
      'signalbox.yaml:16:19',
      'signalbox.yaml:19:16',
      'signalbox.yaml:25:56',
    ]);
  });
});
