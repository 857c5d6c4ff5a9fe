import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInfo } from '../../../electron/balancer/parseInfo.ts';
import { parseServersState } from '../../../electron/balancer/parseServersState.ts';
import { numberOf, optionalNumberOf, parseStat, textOf } from '../../../electron/balancer/parseStat.ts';

const unparseable = expect.objectContaining({ code: 'BALANCER_UNPARSEABLE' });

describe('parseStat', () => {
  test('given quoted fields, when they hold commas, quotes and line ends, then they are read whole', () => {
    const [row] = parseStat('# pxname,svname,last_chk,scur,\napp,a,"said ""no"", twice\nor so",7,\n');

    expect(row === undefined ? '' : textOf(row, 'last_chk')).toBe('said "no", twice\nor so');
    expect(row === undefined ? 0 : numberOf(row, 'scur')).toBe(7);
  });

  test('given columns in another order or more of them, when read by name, then nothing shifts', () => {
    const [row = new Map()] = parseStat('# pxname,scur,new_one,svname,\napp,3,x,a,\n');

    expect([textOf(row, 'svname'), numberOf(row, 'scur')]).toEqual(['a', 3]);
  });

  test('given any fields, when quoted as HAProxy quotes them, then they come back the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), (fields) => {
        const header = ['# pxname', ...fields.map((_, at) => `c${at}`)].join(',');
        const quoted = fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',');
        const [row = new Map()] = parseStat(`${header}\napp,${quoted}\n`);
        expect(fields.map((_, at) => textOf(row, `c${at}`))).toEqual(fields);
      }),
    );
  });

  test('given an empty field, then it is no number; given words, they are refused', () => {
    const [row = new Map()] = parseStat('# pxname,slim,scur,\napp,,many,\n');

    expect(optionalNumberOf(row, 'slim')).toBeUndefined();
    expect(() => numberOf(row, 'slim')).toThrow(unparseable);
    expect(() => numberOf(row, 'scur')).toThrow(unparseable);
    expect(() => textOf(row, 'nowhere')).toThrow(
      expect.objectContaining({ message: expect.stringContaining('nowhere') }),
    );
  });

  test.each([
    '',
    'No such proxy.',
    '# pxname,svname,\napp,\n',
    '# pxname,svname,\napp,"a\n',
    '# pxname,svname,\n"app"x,a,\n',
  ])('given %j, then it is refused', (text) => {
    expect(() => parseStat(text)).toThrow(unparseable);
  });
});

const header =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_check_state srv_agent_state srv_port';

describe('parseServersState', () => {
  test.each([
    [0, {}],
    [1, { forcedMaint: true }],
    [2, { inheritedMaint: true }],
    [5, { forcedMaint: true, configuredMaint: true }],
    [8, { forcedDrain: true }],
    [10, { inheritedMaint: true, forcedDrain: true }],
    [16, { inheritedDrain: true }],
    [32, { unresolved: true }],
  ])('given admin bits %d, then each is named', (bits, set) => {
    const [state] = parseServersState(`1\n${header}\n3 app 1 a 127.0.0.1 2 ${bits} 10 100 6 18 8080\n\n`);

    const none = {
      forcedMaint: false,
      inheritedMaint: false,
      configuredMaint: false,
      forcedDrain: false,
      inheritedDrain: false,
      unresolved: false,
    };
    expect(state).toEqual({
      backend: 'app',
      server: 'a',
      address: '127.0.0.1',
      port: 8080,
      admin: { ...none, ...set },
      check: { configured: true, enabled: true },
      agent: { configured: true, enabled: false },
      userWeight: 10,
      initialWeight: 100,
    });
  });

  test('given a server whose name does not resolve, then it has no address', () => {
    const [state] = parseServersState(`1\n${header}\n3 app 1 a - 0 32 1 1 0 0 0\n`);

    expect(state).not.toHaveProperty('address');
    expect(state).not.toHaveProperty('port');
  });

  test.each([
    '',
    "Can't find backend.\n",
    `2\n${header}\n`,
    `1\n${header}\n3 app 1\n`,
    `1\n# be_name\napp\n`,
  ])('given %j, then it is refused', (text) => {
    expect(() => parseServersState(text)).toThrow(unparseable);
  });
});

describe('parseInfo', () => {
  test('given the lines of a process, then it is identified', () => {
    const info = parseInfo(
      'Name: HAProxy\nVersion: 2.6.12-1+deb12u4\nPid: 5456\nUptime: 0d 0h00m07s\nUptime_sec: 7\nStopping: 1\nnode: a:b\n',
    );

    expect(info).toEqual({ pid: 5456, uptimeSeconds: 7, version: '2.6.12-1+deb12u4', stopping: true });
  });

  test.each([
    ['Version: 2\nUptime_sec: 7\nStopping: 0\n', 'Pid'],
    ['Version: 2\nPid: 1\nUptime_sec: soon\nStopping: 0\n', 'Uptime_sec'],
  ])('given %j, then the missing or bad key %s is named', (text, key) => {
    expect(() => parseInfo(text)).toThrow(
      expect.objectContaining({ code: 'BALANCER_UNPARSEABLE', message: expect.stringContaining(key) }),
    );
  });
});
