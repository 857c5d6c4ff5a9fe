import { describe, expect, it } from 'vitest';
import { parseAnsibleEvent, type AnsibleEvent } from '../../../electron/ansible/ansibleEvent.ts';
import { decideHostEnd, type RunExit } from '../../../electron/ansible/decideHostEnd.ts';
import { describeEvent } from '../../../electron/ansible/describeEvent.ts';
import { toConnectionVariables } from '../../../electron/ansible/literals.ts';
import { verifyInventory, verifyPlayHosts } from '../../../electron/ansible/verifyInventory.ts';
import { host } from '../../../shared/model/workspace.ts';

const exited = (exitCode: number): RunExit => ({ kind: 'exited', exitCode });
const zero = { ok: 0, changed: 0, failures: 0, unreachable: 0, skipped: 0, rescued: 0, ignored: 0 };
const recap = (counts: Partial<typeof zero>): AnsibleEvent => ({
  event: 'recap',
  hosts: { a: { ...zero, ...counts } },
});
const unreachable = (why: string): AnsibleEvent => ({ event: 'unreachable', host: 'a', task: 'ping', why });

describe('what became of a host', () => {
  it.each<[string, AnsibleEvent[], RunExit, object]>([
    ['it did well beside one that failed', [recap({ ok: 3, changed: 1 })], exited(2), { kind: 'done' }],
    [
      'no play was for it',
      [{ event: 'recap', hosts: {} }],
      exited(0),
      { kind: 'failed', message: 'the playbook did not come to this host' },
    ],
    ['nothing at all was done to it', [recap({})], exited(0), { kind: 'failed' }],
    ['there was no last word, whatever the exit code', [], exited(0), { kind: 'failed' }],
    [
      'the run itself failed',
      [recap({ ok: 1 })],
      exited(250),
      { kind: 'failed', message: 'ansible-playbook ended with 250: ERROR! boom' },
    ],
    [
      'the process was killed after it was done',
      [recap({ ok: 1 })],
      { kind: 'signalled', signal: 'SIGKILL' },
      { kind: 'failed' },
    ],
    ['its time was over', [], { kind: 'timedOut' }, { trouble: 'timedOut' }],
    [
      'the network',
      [unreachable('Connection refused'), recap({ unreachable: 1 })],
      exited(4),
      { trouble: 'unreachable' },
    ],
    [
      'its host key',
      [unreachable('Host key verification failed.'), recap({ unreachable: 1 })],
      exited(4),
      { trouble: 'hostKeyRefused' },
    ],
    [
      'its login',
      [unreachable('Permission denied (publickey).'), recap({ unreachable: 1 })],
      exited(4),
      { trouble: 'authenticationFailed' },
    ],
    [
      'a failure that was ignored',
      [{ event: 'failed', host: 'a', task: 't', ignored: true, why: 'x' }, recap({ ok: 1, ignored: 1 })],
      exited(0),
      { kind: 'done', detail: 'nothing changed, 1 ok, 1 ignored' },
    ],
    ['others made the play end', [{ event: 'cutShort' }, recap({ ok: 1 })], exited(2), { kind: 'failed' }],
  ])('%s', (_, events, exit, expected) => {
    expect(decideHostEnd('a', events, exit, 'ERROR! boom\n')).toMatchObject(expected);
  });
});

describe('what is told of a run', () => {
  it('is one event a line, and nothing else', () => {
    expect(parseAnsibleEvent('{"event":"ok","host":"a","task":"t"}')).toEqual({
      event: 'ok',
      host: 'a',
      task: 't',
    });
    for (const line of [
      '',
      'PLAY [all]',
      '{"event":"ok","host":"a"}',
      '{"event":"ok","host":"a","task":"t","more":1}',
      '[]',
    ]) {
      expect(() => parseAnsibleEvent(line)).toThrow('in words that nobody knows');
    }
  });

  it('stays on its line, and hides nothing', () => {
    const task = 'restart\nok: all well \u202e\u001b[2K';
    expect(describeEvent({ event: 'failed', host: 'a', task, ignored: false, why: 'no' })).toEqual({
      host: 'a',
      line: 'failed: restart / ok: all well ⟨U+202E⟩␛[2K: no',
    });
  });
});

describe('an inventory', () => {
  const ssh = { name: 'web-1', address: '10.0.0.1', port: 22, user: 'deploy', identityFiles: [], jumps: [] };
  const web = host.parse({ name: 'web-1', ssh, variables: {} });
  const printed = (variables: object, more: object = {}) =>
    JSON.stringify({
      _meta: { hostvars: { 'web-1': { ...toConnectionVariables(web), ...variables } } },
      ...more,
    });

  it('fits when the host is reached as Signalbox reaches it', () => {
    verifyInventory(printed({ tier: 'front' }), [web]);
  });

  it.each([
    ['ansible_host', '10.9.9.9'],
    ['ansible_connection', 'local'],
    ['ansible_user', 'root'],
    ['ansible_ssh_common_args', '-o StrictHostKeyChecking=no'],
    ['ansible_host_key_checking', false],
  ])('is refused when its files set %s otherwise', (name, value) => {
    expect(() => verifyInventory(printed({ [name]: value }), [web])).toThrow(`set ${name} for web-1`);
  });

  it('is refused when a group has the name of a host, or when the host is missing', () => {
    expect(() => verifyInventory(printed({}, { 'web-1': { hosts: ['db-1'] } }), [web])).toThrow(
      'and a group',
    );
    expect(() => verifyInventory('{"_meta":{"hostvars":{}}}', [web])).toThrow('web-1 is missing');
    expect(() => verifyInventory('no', [web])).toThrow('did not print an inventory');
  });

  it('is compared with the hosts that the plays are for', () => {
    const list = (...hosts: string[]) =>
      `\nplaybook: deploy.yml\n\n  play #1 (shop): shop\tTAGS: []\n    pattern: ['shop']\n    hosts (${hosts.length}):\n${hosts.map((it) => `      ${it}\n`).join('')}`;
    verifyPlayHosts(list('web-1', 'web-2'), ['web-1', 'web-2'], 'deploy.yml');
    expect(() => verifyPlayHosts(list('web-1'), ['web-1', 'web-2'], 'deploy.yml')).toThrow('is for web-2');
    expect(() => verifyPlayHosts(list('web-1', 'db-1'), ['web-1'], 'deploy.yml')).toThrow(
      'also work on db-1',
    );
  });
});
