import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { workspace as workspaceSchema } from '../../../shared/model/workspace.ts';
import { signoffRules } from '../../../electron/app/signoffRules.ts';
import { checkWorkspace } from '../../../electron/workspace/checkWorkspace.ts';
import { readReleases } from '../../../electron/workspace/readReleases.ts';
import { readWorkspace } from '../../../electron/workspace/readWorkspace.ts';
import { createWorkspaceFolder, shop } from './workspaceFolder.ts';

const examples = fileURLToPath(new URL('../../../examples/shop', import.meta.url));
const nobody = { home: '/nonexistent', userName: 'ann', environment: {}, signoffRules };

describe('the example', () => {
  test('is a workspace without problems, with releases without problems', async () => {
    const { problems, workspace } = await checkWorkspace({ directory: examples, ...nobody });
    expect(problems).toEqual([]);
    expect(workspace?.targets.map((it) => `${it.service} ${it.environment} ${it.placements.length}`)).toEqual(
      ['shop rush 1', 'shop staging 2', 'shop production 7', 'invoices staging 1', 'invoices production 1'],
    );
    const folder = workspace?.releasesFolder ?? '';
    const found = await readReleases({ directory: examples, folder });
    expect(found.problems).toEqual([]);
    expect(found.releases.map((it) => it.version)).toEqual(['4.2.0', '4.3.0-rc.1']);
  });

  test('tells editors where the schema is', async () => {
    const [first] = (await readFile(join(examples, 'signalbox.yaml'), 'utf8')).split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../../schema/signalbox.schema.json');
  });
});

describe('a workspace that is read', () => {
  test('has every template filled in and every default there', async () => {
    const folder = await createWorkspaceFolder({
      'signalbox.yaml': shop({
        3: 'ssh: { knownHosts: [known_hosts, ~/.ssh/known_hosts], agent: false, connectTimeout: 3s }',
        19: '    directory: "/srv/{SHOP_PORT}/shop/"\n    repository: ../shop.git',
        22: '      health: { http: /health, port: "{SHOP_PORT}", timeout: 2s }\n      smoke: { command: ./smoke, timeout: 1m }\n    port: "{SHOP_PORT}"',
        25: '      production: { pool: { backend: shop, server: "s-{host}:1", balancers: [edge] }, rollout: { soak: 1m, maxFailures: 5%, canary: { hold: person, weight: 10% } } }',
      }),
    });
    const { workspace } = await folder.read();
    expect(workspace).toMatchObject({
      name: 'Shop',
      directory: folder.directory,
      releasesFolder: 'releases',
      ssh: {
        knownHosts: [`${folder.directory}/known_hosts`, `${folder.home}/.ssh/known_hosts`],
        useAgent: false,
        connectTimeoutMs: 3_000,
        keepAliveMs: 15_000,
      },
      services: [{ name: 'shop', unpack: 'tar.gz', repository: join(folder.directory, '../shop.git') }],
    });
    expect(workspace.targets[1]).toEqual({
      service: 'shop',
      environment: 'production',
      pool: { backend: 'shop', balancers: ['edge'] },
      placements: [
        {
          host: 'web2',
          directory: '/srv/8081/shop',
          server: 's-web2:1',
          port: 8081,
          checks: {
            health: { http: '/health', port: 8081, timeout: 2_000 },
            smoke: { command: './smoke', timeout: 60_000 },
          },
        },
      ],
      settings: expect.objectContaining({
        soakMs: 60_000,
        parallel: 1,
        maxFailures: { percent: 5 },
        canary: { hosts: 1, hold: { kind: 'person' }, weight: { percent: 10 } },
      }),
    });
  });

  test('is a value that its own schema takes, so that it can be recorded and read again', async () => {
    const { workspace } = await (await createWorkspaceFolder({ 'signalbox.yaml': shop() })).read();
    expect(workspaceSchema.parse(JSON.parse(JSON.stringify(workspace)))).toEqual(workspace);
  });

  test('keeps variables as they are written', async () => {
    const line = '  lb1: { variables: { VERSION: 1.10, ID: 007, FLAG: on, NAME: "x" } }';
    const { workspace } = await (await createWorkspaceFolder({ 'signalbox.yaml': shop({ 7: line }) })).read();
    expect(workspace.hosts.find((it) => it.name === 'lb1')?.variables).toEqual({
      VERSION: '1.10',
      ID: '007',
      FLAG: 'on',
      NAME: 'x',
    });
  });

  test.each([
    ['https://git.example/shop.git', 'https://git.example/shop.git'],
    ['git@git.example:shop.git', 'git@git.example:shop.git'],
    ['/srv/git/shop.git', '/srv/git/shop.git'],
  ])('keeps the repository %s', async (written, read) => {
    const text = shop({ 19: `    directory: /srv/shop\n    repository: ${written}` });
    const { workspace } = await (await createWorkspaceFolder({ 'signalbox.yaml': text })).read();
    expect(workspace.services[0]?.repository).toBe(read);
  });

  test('is named by the digest of all files: it changes with any of them, and with nothing else', async () => {
    const digestOf = async (port: string, note: string) => {
      const folder = await createWorkspaceFolder({
        'signalbox.yaml': shop({ 3: 'inventories: [hosts.ini]' }),
        'hosts.ini': 'web9\n',
        '~/.ssh/config': `Host x\n  Port ${port}\n`,
        'README.md': note,
      });
      return (await folder.read()).workspace.configurationSha256;
    };
    const first = await digestOf('1', 'a');
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf('1', 'b')).toBe(first);
    expect(await digestOf('2', 'a')).not.toBe(first);
  });
});

describe('a workspace that cannot be read', () => {
  test('because the folder is missing', async () => {
    await expect(readWorkspace({ directory: '/nonexistent/shop', ...nobody })).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
      message: 'The folder /nonexistent/shop does not exist.',
    });
  });

  test('because the folder is a file', async () => {
    const directory = join(examples, 'signalbox.yaml');
    await expect(readWorkspace({ directory, ...nobody })).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
      message: `${directory} is a file, not a folder.`,
    });
  });

  test('because there is no signalbox.yaml', async () => {
    const folder = await createWorkspaceFolder({});
    await expect(folder.read()).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
      message: `There is no signalbox.yaml in ${folder.directory}.`,
    });
  });

  test('because of its problems, which are all there as lines', async () => {
    const folder = await createWorkspaceFolder({
      'signalbox.yaml': shop({ 5: '  web1: 5', 12: '    stage: x' }),
    });
    await expect(folder.read()).rejects.toMatchObject({
      code: 'WORKSPACE_INVALID',
      message: `The workspace in ${folder.directory} has 2 problems.`,
      details: [
        expect.stringMatching(/^signalbox\.yaml:5:9 /),
        expect.stringMatching(/^signalbox\.yaml:12:12 /),
      ],
    });
  });
});

describe('whatever stands in the files', () => {
  const fragment = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom(
      'hosts:',
      '__proto__',
      'constructor',
      '- ',
      '? ',
      ': ',
      '{',
      '}',
      '[',
      ']',
      '\t',
      '\n',
      '\n  ',
      '&a',
      '*a',
      '!!binary',
      '|',
      '>',
      '"',
      "'",
      '<<: ',
      '%YAML 1.1\n---\n',
      '---',
      '...',
      '~',
      '0x1',
      '\u0000',
      '\uFEFF',
      'version: 1\n',
    ),
  );
  const anyText = fc.array(fragment, { maxLength: 30 }).map((it) => it.join(''));
  /** The valid file with one stretch of it replaced: this gets further in than noise. */
  const nearlyValid = fc
    .tuple(fc.nat(shop().length), fc.nat(12), anyText)
    .map(([start, length, text]) => shop().slice(0, start) + text + shop().slice(start + length));

  test.each([
    ['signalbox.yaml', anyText],
    ['signalbox.yaml', nearlyValid],
    ['hosts.ini', anyText],
    ['hosts.yaml', anyText],
    ['~/.ssh/config', anyText],
  ])(
    '%s is a workspace or a list of problems with their places, never another error',
    async (name, texts) => {
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          const inventory = name.startsWith('hosts') ? name : undefined;
          const folder = await createWorkspaceFolder({
            'signalbox.yaml': shop(inventory === undefined ? {} : { 3: `inventories: [${inventory}]` }),
            [name]: text,
          });
          const { problems, workspace } = await folder.check();
          expect(workspace === undefined).toBe(problems.length > 0);
          for (const it of problems) {
            expect(it.line).toBeGreaterThanOrEqual(1);
            expect(it.line).toBeLessThanOrEqual(Math.max(text.length, shop().length) + 1);
            expect(it.column).toBeGreaterThanOrEqual(1);
            expect(it.message).not.toBe('');
          }
        }),
        { numRuns: 150 },
      );
    },
  );

  test('the example with any one line gone is a workspace or a list of problems', async () => {
    const root = await mkdtemp(join(tmpdir(), 'signalbox-example-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await cp(examples, root, { recursive: true });
    const all = (await readFile(join(examples, 'signalbox.yaml'), 'utf8')).split('\n');
    for (const index of all.keys()) {
      await writeFile(join(root, 'signalbox.yaml'), all.filter((_, it) => it !== index).join('\n'));
      const { problems, workspace } = await checkWorkspace({ directory: root, ...nobody });
      expect(workspace === undefined).toBe(problems.length > 0);
    }
  });
});
