import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHostShell } from '../../../electron/demo/hosts/hostShell.ts';
import { startSshHost, type SshHost } from '../../../electron/demo/hosts/sshHost.ts';
import { createSshKeyPair } from '../../../electron/demo/hosts/sshKeys.ts';
import { isAlive } from '../../../electron/demo/processes/isAlive.ts';
import { createLifeline, type Lifeline } from '../../../electron/demo/processes/lifeline.ts';
import { portOf } from '../../../electron/demo/processes/reservePorts.ts';
import { waitUntil } from '../../../electron/demo/processes/waitUntil.ts';
import { connectDemoClient, outcomeOf, type DemoClient } from './demoClient.ts';

const key = createSshKeyPair('test');
const deadlineMs = 10_000;

let directory: string;
let home: string;
let lifeline: Lifeline;
let host: SshHost;
let client: DemoClient;
let echo: Server;
const socketPath = (): string => join(directory, 'admin.sock');

beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-host-')));
  home = join(directory, 'home');
  await mkdir(home);
  lifeline = createLifeline({ runDirectory: join(directory, 'run'), folders: [directory] });
  host = await startSshHost({
    name: 'web-1',
    user: 'demo',
    shell: createHostShell({ home, user: 'demo', lifeline }),
    hostKey: createSshKeyPair('web-1'),
    authorizedKey: key.publicKey,
    sockets: [socketPath()],
  });
  echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket)).listen(socketPath());
  await once(echo, 'listening');
});

afterAll(async () => {
  await host.close();
  await lifeline.end();
  await new Promise((done) => echo.close(done));
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  client = await connectDemoClient({ port: host.port, privateKey: key.privateKey });
});
afterEach(() => client.close());

describe('who may log in', () => {
  it('shows the host key that its line in known_hosts names', async () => {
    let seen = '';
    const other = await connectDemoClient({
      port: host.port,
      privateKey: key.privateKey,
      hostVerifier: (offered: Buffer) => {
        seen = offered.toString('base64');
        return true;
      },
    });
    expect(host.hostKey.publicKey.split(' ')[1]).toBe(seen);
    await other.close();
  });

  it.each([
    ['another key', { privateKey: createSshKeyPair('thief').privateKey }],
    ['another person', { privateKey: key.privateKey, username: 'root' }],
    ['a password', { password: 'demo' }],
  ])('refuses %s', async (_what, config) => {
    await expect(connectDemoClient({ port: host.port, ...config })).rejects.toThrow(
      'authentication methods failed',
    );
  });

  it('answers keep-alive requests', async () => {
    const patient = await connectDemoClient({
      port: host.port,
      privateKey: key.privateKey,
      keepaliveInterval: 20,
      keepaliveCountMax: 2,
    });
    // Three unanswered ones would have ended the connection by the time ten commands have run.
    for (let count = 0; count < 10; count += 1) expect((await patient.run('sleep 0.02')).code).toBe(0);
    await patient.close();
  });
});

describe('commands', () => {
  it("run in the host's own folder with a clean environment", async () => {
    const { code, output } = await client.run(
      'pwd; echo "$HOME $USER"; env | cut -d= -f1 | sort | tr "\\n" " "',
    );
    expect(code).toBe(0);
    const [folder, login, names = ''] = output.split('\n');
    expect([folder, login]).toEqual([home, `${home} demo`]);
    expect(names).not.toMatch(/VITEST|NODE_|npm_/);
  });

  it('give back both outputs and the exit code', async () => {
    expect(await client.run('echo out; echo err >&2; exit 7')).toEqual({
      code: 7,
      signal: undefined,
      output: 'out\n',
      errors: 'err\n',
    });
  });

  it('name the signal that killed them instead of a code', async () => {
    const { code, signal } = await client.run('kill -KILL $$');
    expect(code).toBeUndefined();
    expect(signal).toMatch(/KILL$/);
  });

  it('carry megabytes both ways without losing a byte', async () => {
    const sent = randomBytes(3_000_000).toString('hex');
    const channel = await client.exec('cat');
    const outcome = outcomeOf(channel);
    channel.end(sent);
    expect((await outcome).output).toBe(sent);
  });

  it('answer line by line in one long-lived loop', async () => {
    const channel = await client.exec('while read -r name; do echo "hello $name"; done');
    for (const name of ['ada', 'bruno', 'chiara']) {
      channel.write(`${name}\n`);
      expect(await firstLine(channel)).toBe(`hello ${name}`);
    }
    const closed = once(channel, 'close');
    channel.end();
    channel.resume();
    await closed;
  });

  it('are signalled as a group when the client asks', async () => {
    const channel = await client.exec('sleep 600 & echo $!; wait');
    const outcome = outcomeOf(channel);
    const child = Number(await firstLine(channel));
    channel.signal('TERM');
    expect((await outcome).signal).toMatch(/TERM$/);
    await waitUntil(() => !isAlive(child), { what: 'the child is gone', deadlineMs });
  });

  it('live on when the client just leaves, as under sshd', async () => {
    const channel = await client.exec('echo $$; exec sleep 600');
    const pid = Number(await firstLine(channel));
    const closed = once(channel, 'close');
    channel.close();
    await closed;
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it('are refused as the eleventh at once; the connection lives on', async () => {
    const channels = await Promise.all(Array.from({ length: 10 }, () => client.exec('cat')));
    await expect(client.exec('true')).rejects.toThrow('Channel open failure');
    const closed = channels.map((channel) => once(channel.resume(), 'close'));
    for (const channel of channels) channel.end();
    await Promise.all(closed);
    expect((await client.run('true')).code).toBe(0);
  });
});

async function firstLine(channel: NodeJS.ReadableStream): Promise<string> {
  const [chunk]: unknown[] = await once(channel, 'data');
  return String(chunk).split('\n')[0] ?? '';
}

describe('files over SFTP', () => {
  it('takes an upload in two parts and puts it in its place', async () => {
    const bytes = randomBytes(1_500_000);
    const source = join(directory, 'artifact');
    await writeFile(source, bytes);
    const sftp = await client.sftp();
    await promisify<string>(sftp.mkdir.bind(sftp))('uploads');
    const half = sftp.createWriteStream('uploads/part');
    half.end(bytes.subarray(0, 600_000));
    await once(half, 'close');
    expect((await promisify(sftp.stat.bind(sftp))('uploads/part')).size).toBe(600_000);

    const rest = sftp.createWriteStream('uploads/part', { flags: 'r+', start: 600_000 });
    rest.end(bytes.subarray(600_000));
    await once(rest, 'close');
    await promisify<string, string>(sftp.rename.bind(sftp))('uploads/part', 'uploads/artifact');
    expect((await readFile(join(home, 'uploads/artifact'))).equals(bytes)).toBe(true);
    expect(existsSync(join(home, 'uploads/part'))).toBe(false);
    sftp.end();
  });

  it('takes a fast upload with a mode and gives it back', async () => {
    const bytes = randomBytes(2_000_000);
    const source = join(directory, 'fast');
    await writeFile(source, bytes);
    const sftp = await client.sftp();
    await new Promise<void>((done, fail) =>
      sftp.fastPut(source, 'fast', { mode: 0o640 }, (error) => (error ? fail(error) : done())),
    );
    expect(statSync(join(home, 'fast')).mode & 0o777).toBe(0o640);
    const back = join(directory, 'back');
    await new Promise<void>((done, fail) =>
      sftp.fastGet('fast', back, (error) => (error ? fail(error) : done())),
    );
    expect((await readFile(back)).equals(bytes)).toBe(true);
    sftp.end();
  });

  it('lists, links, resolves and removes', async () => {
    const sftp = await client.sftp();
    await promisify<string>(sftp.mkdir.bind(sftp))('tree');
    await writeFile(join(home, 'tree/a'), 'a');
    await symlink('a', join(home, 'tree/link'));
    const entries = await promisify(sftp.readdir.bind(sftp))('tree');
    expect(entries.map(({ filename }) => filename).toSorted()).toEqual(['a', 'link']);
    expect(await promisify(sftp.readlink.bind(sftp))('tree/link')).toBe('a');
    expect(await promisify(sftp.realpath.bind(sftp))('.')).toBe(home);
    expect(await promisify(sftp.realpath.bind(sftp))('tree/link')).toBe(join(home, 'tree/a'));
    await promisify<string>(sftp.unlink.bind(sftp))('tree/link');
    await promisify<string>(sftp.unlink.bind(sftp))('tree/a');
    await promisify<string>(sftp.rmdir.bind(sftp))('tree');
    expect(existsSync(join(home, 'tree'))).toBe(false);
    sftp.end();
  });

  it('says what is missing, what is taken, and what is not its own', async () => {
    await symlink(directory, join(home, 'way-out'));
    await writeFile(join(home, 'one'), '1');
    await writeFile(join(home, 'two'), '2');
    const sftp = await client.sftp();
    const statOf = promisify(sftp.stat.bind(sftp));
    await expect(statOf('nothing')).rejects.toMatchObject({ code: 2 });
    await expect(statOf('../admin.sock')).rejects.toMatchObject({ code: 3 });
    await expect(statOf('way-out/admin.sock')).rejects.toMatchObject({ code: 3 });
    await expect(statOf('/etc/passwd')).rejects.toMatchObject({ code: 3 });
    const rename = promisify<string, string>(sftp.rename.bind(sftp));
    await expect(rename('one', 'two')).rejects.toMatchObject({ code: 4 });
    sftp.end();
  });
});

describe('forwarding', () => {
  it("reaches the host's own Unix socket to the end of the answer", async () => {
    const stream = await promisify<string, NodeJS.ReadWriteStream>((path, done) =>
      client.raw.openssh_forwardOutStreamLocal(path, (error, channel) => done(error ?? null, channel)),
    )(socketPath());
    stream.end('show info\n');
    expect(await text(stream)).toBe('show info\n');
  });

  it('refuses sockets of other hosts, and closed ones', async () => {
    for (const path of [join(directory, 'other.sock'), '/run/docker.sock']) {
      await expect(
        promisify((done) => client.raw.openssh_forwardOutStreamLocal(path, done))(),
      ).rejects.toThrow('Channel open failure');
    }
  });

  it("reaches this machine's loopback and nothing else", async () => {
    const server = createServer((socket) => socket.end('hello\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    const open = (address: string, to: number): Promise<NodeJS.ReadableStream> =>
      new Promise((done, fail) =>
        client.raw.forwardOut('127.0.0.1', 0, address, to, (error, channel) =>
          error ? fail(error) : done(channel),
        ),
      );
    expect(await text(await open('127.0.0.1', port))).toBe('hello\n');
    await expect(open('192.0.2.1', port)).rejects.toThrow('Channel open failure');
    await new Promise((done) => server.close(done));
    await expect(open('127.0.0.1', port)).rejects.toThrow('Channel open failure');
  });
});
