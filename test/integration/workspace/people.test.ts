import { describe, expect, test } from 'vitest';
import { toAllowedSigners } from '../../../electron/signoff/allowedSigners/toAllowedSigners.ts';
import { checkWorkspace } from '../../../electron/workspace/checkWorkspace.ts';
import { formatProblem } from '../../../electron/workspace/problems.ts';
import { workspace as workspaceSchema } from '../../../shared/model/workspace.ts';
import { createSoftwareKey } from '../../fixtures/softwareKeys.ts';
import { createWorkspaceFolder, problemsOf } from './workspaceFolder.ts';

const [anasKey = '', lisKey = '', lisOldKey = '', strangeKey = ''] = Array.from(
  { length: 4 },
  () => createSoftwareKey().publicKeyLine,
);

const lines = [
  /*  1 */ 'version: 1',
  /*  2 */ 'name: Shop',
  /*  3 */ 'hosts: { web1: , web2: }',
  /*  4 */ 'environments:',
  /*  5 */ '  - { name: staging, stage: staging, hosts: [web1] }',
  /*  6 */ '  - name: production',
  /*  7 */ '    stage: production',
  /*  8 */ '    hosts: [web2]',
  /*  9 */ '    signoff: { group: releasers, required: 2 }',
  /* 10 */ 'services:',
  /* 11 */ '  shop:',
  /* 12 */ '    repository: ../shop.git',
  /* 13 */ '    repositories: { catalogue: /srv/catalogue }',
  /* 14 */ '    directory: /srv/shop',
  /* 15 */ '    commands: { start: ./start }',
  /* 16 */ '    checks: { health: { http: /health, port: 80 } }',
  /* 17 */ '    environments: { staging: {}, production: {} }',
  /* 18 */ 'people:',
  /* 19 */ '  ana:',
  /* 20 */ '    emails: [ana@shop.example, Ana@Home.example]',
  /* 21 */ '    groups: [releasers]',
  /* 22 */ `    keys: ["${anasKey} ana@desk"]`,
  /* 23 */ '  li:',
  /* 24 */ '    emails: [li@shop.example]',
  /* 25 */ '    groups: [releasers, oncall]',
  /* 26 */ '    keys:',
  /* 27 */ `      - ${lisKey}`,
  /* 28 */ `      - { key: "${lisOldKey}", validBefore: 2026-01-01T00:00:00Z }`,
  /* 29 */ 'bots:',
  /* 30 */ '  forge: { emails: [noreply@forge.example] }',
  /* 31 */ '',
];

type Changes = Readonly<Record<number, string>>;

/** A valid workspace of 30 lines, with some of them changed. */
const signed = (changes: Changes = {}): string =>
  lines.map((line, index) => changes[index + 1] ?? line).join('\n');

const only = (changes: Changes, files: Readonly<Record<string, string>> = {}) =>
  problemsOf({ 'signalbox.yaml': signed(changes), ...files });

describe('a workspace with people and a policy', () => {
  test('knows who is who, who must sign where, and whose commits a release contains', async () => {
    const folder = await createWorkspaceFolder({ 'signalbox.yaml': signed() });
    const { workspace } = await folder.read();
    expect(workspace.people.map((it) => [it.name, it.emails, it.keys.length])).toEqual([
      ['ana', ['ana@home.example', 'ana@shop.example'], 1],
      ['li', ['li@shop.example'], 2],
    ]);
    expect(workspace.bots).toEqual([{ name: 'forge', emails: ['noreply@forge.example'], writes: false }]);
    expect(workspace.policies).toMatchObject([
      { environment: 'production', required: 2, members: ['ana', 'li'], expiryMs: 86_400_000 },
    ]);
    expect(workspace.services[0]?.repositories).toEqual([
      { name: 'shop', directory: workspace.services[0]?.repository },
      { name: 'catalogue', directory: '/srv/catalogue' },
    ]);
    expect(workspaceSchema.parse(JSON.parse(JSON.stringify(workspace)))).toEqual(workspace);
  });

  test('has nobody and no policy where none are written, and then needs no repository', async () => {
    const text = signed({ 9: '', 12: '', 13: '' }).split('people:')[0] ?? '';
    const { workspace } = await (await createWorkspaceFolder({ 'signalbox.yaml': text })).read();
    expect(workspace).toMatchObject({ people: [], bots: [], policies: [], services: [{ repositories: [] }] });
  });

  test('is refused, not half understood, by whoever does not bring the rules', async () => {
    const folder = await createWorkspaceFolder({
      'signalbox.yaml': signed({ 2: 'name: Shop\nallowedSigners: signers' }),
      signers: '',
    });
    const { directory, home } = folder;
    const { workspace, problems } = await checkWorkspace({
      directory,
      home,
      userName: 'ann',
      environment: {},
    });
    expect(workspace).toBeUndefined();
    const message = 'this program does not know the rules of sign-offs, so it cannot use this workspace';
    expect(problems.map(formatProblem)).toEqual([
      `signalbox.yaml:3:1 allowedSigners: ${message}`,
      `signalbox.yaml:10:5 environments.1.signoff: ${message}`,
      `signalbox.yaml:19:1 people: ${message}`,
      `signalbox.yaml:30:1 bots: ${message}`,
    ]);
  });
});

describe('given many faults in people and policies', () => {
  test('all are reported at once, each at its place', async () => {
    const problems = await only({
      5: '  - { name: staging, stage: staging, hosts: [web1], signoff: { group: relesers } }',
      9: '    signoff: { group: oncall, required: 2, emergency: { group: oncal, reviewWithin: 24h } }',
      12: '',
      13: '',
      20: '    emails: [ana@shop.example, LI@shop.example]',
      22: '    keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA, "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAA"]',
      28: `      - { key: "${lisKey}", validFrom: 2026-01-02T00:00:00Z, validBefore: 2026-01-01T00:00:00Z }`,
      30: '  Ana: { emails: [noreply@forge.example, ana@shop.example] }',
    });
    expect(problems.map((it) => it.split(': ')[0])).toEqual([
      'signalbox.yaml:5:71 environments.0.signoff.group',
      'signalbox.yaml:9:23 environments.1.signoff.group',
      'signalbox.yaml:9:64 environments.1.signoff.emergency.group',
      'signalbox.yaml:11:3 services.shop',
      'signalbox.yaml:22:12 people.ana.keys.0',
      'signalbox.yaml:22:50 people.ana.keys.1',
      'signalbox.yaml:24:14 people.li.emails.0',
      'signalbox.yaml:28:9 people.li.keys.1',
      'signalbox.yaml:28:9 people.li.keys.1',
      'signalbox.yaml:30:3 bots.Ana',
      'signalbox.yaml:30:42 bots.Ana.emails.1',
    ]);
    expect(problems[3]).toMatch(
      /"repository" is missing: releases to staging and production need sign-offs, and nobody could tell who wrote them; expected repository: /,
    );
  });

  test('a policy says what it cannot be', async () => {
    expect(
      await only({ 9: '    signoff: { group: releasers, exclude: [implementer], requird: 2 }' }),
    ).toEqual([
      'signalbox.yaml:9:44 environments.1.signoff.exclude.0: "implementer" is not known here, did you mean "implementers"?; expected one of implementers, requester, operator',
      expect.stringMatching(/^signalbox\.yaml:9:58 .*unknown key "requird", did you mean "required"\?/),
    ]);
    expect(await only({ 9: '    signoff: { required: 1 }' })).toEqual([
      expect.stringMatching(/^signalbox\.yaml:9:5 environments\.1\.signoff\.group: "group" is missing/),
    ]);
    expect(await only({ 9: '    signoff: { group: releasers, required: 3 }' })).toEqual([
      'signalbox.yaml:9:23 environments.1.signoff.group: The group "releasers" has only ana, li, and 3 must sign.',
    ]);
  });

  test('a faulty person is no reason to call a group too small, or a signer unknown', async () => {
    const text = { 2: 'name: Shop\nallowedSigners: signers', 24: '    emails: [li at shop.example]' };
    const signers = `li namespaces="signoff@signalbox" ${lisKey}\n`;
    expect(await only(text, { signers })).toEqual([
      expect.stringMatching(
        /^signalbox\.yaml:25:14 people\.li\.emails\.0: "li at shop\.example" does not fit/,
      ),
    ]);
  });

  test('an unreadable section of people is one problem', async () => {
    expect(await only({ 18: 'people: []\nothers:' })).toEqual([
      expect.stringMatching(/^signalbox\.yaml:18:1 people: cannot be a list/),
      expect.stringMatching(/^signalbox\.yaml:19:1 others: unknown key "others"/),
    ]);
  });

  test.each([
    [
      { 12: '' },
      /^signalbox\.yaml:11:3 services\.shop: "repository" is missing: releases to production need/,
    ],
    [
      { 9: '', 12: '' },
      /^signalbox\.yaml:13:5 services\.shop\.repositories: .* are further ones, and "repository" is missing/,
    ],
    [
      { 12: '    repository: git@forge.example:shop.git' },
      /:12:17 services\.shop\.repository: the history behind/,
    ],
    [
      { 13: '    repositories: { cat: "https://x/cat" }' },
      /:13:26 .*\.repositories\.cat: the history behind a URL/,
    ],
    [
      { 13: '    repositories: { shop: /srv/shop }' },
      /:13:21 .*\.repositories\.shop: "shop" is the name of the/,
    ],
  ])(
    'a repository whose history cannot tell who wrote a release is a problem: %#',
    async (changes, problem) => {
      expect(await only(changes)).toEqual([expect.stringMatching(problem)]);
    },
  );
});

describe('a given file of allowed signers', () => {
  const named = { 2: 'name: Shop\nallowedSigners: signers' };
  const scope = 'namespaces="signoff@signalbox"';
  const good = [
    `ana ${scope} ${anasKey}`,
    `li ${scope} ${lisKey}`,
    `li ${scope},valid-before="20260101000000Z" ${lisOldKey}`,
    '',
  ];
  const withSigners = (changes: Changes, yaml: Changes = named) =>
    only(yaml, { signers: good.map((line, index) => changes[index + 1] ?? line).join('\n') });

  test('that says what people say is taken, and is in force with the rest', async () => {
    const folder = await createWorkspaceFolder({
      'signalbox.yaml': signed(named),
      signers: `# by hand\n${good.join('\n')}`,
    });
    const { workspace, files } = await folder.read();
    expect(workspace.allowedSigners).toBe(`${folder.directory}/signers`);
    expect(files).toContain(`${folder.directory}/signers`);
    const written = toAllowedSigners(workspace.people);
    const other = await createWorkspaceFolder({ 'signalbox.yaml': signed(named), signers: written });
    const { configurationSha256 } = (await other.read()).workspace;
    expect(configurationSha256).not.toBe(workspace.configurationSha256);
  });

  test('is judged by every rule, at its own lines', async () => {
    expect(
      await withSigners({
        1: `ana ${anasKey}`,
        2: `* ${scope} ${lisKey}\r`,
        3: `bob ${scope},valid-before="20260101" ${lisOldKey}`,
        4: `ana,li ${scope} ${strangeKey}`,
      }),
    ).toEqual([
      'signers:1:1 Without namespaces= the key signs for every purpose, such as Git commits.',
      expect.stringMatching(/^signers:2:1 .*carriage return/),
      'signers:2:1 "*" is a pattern: the key would speak for others too.',
      'signers:3:1 "bob" is nobody of this workspace.',
      expect.stringMatching(/^signers:3:1 valid-before="20260101" has no Z/),
      'signers:4:1 One key for ana and li: one person could be a quorum.',
    ]);
  });

  test('must say the same as people, each difference at the line that it is in', async () => {
    const problems = await withSigners(
      { 1: `li ${scope} ${anasKey}`, 3: `li ${scope} ${lisOldKey}`, 4: `ana ${scope} ${strangeKey}` },
      { ...named, 27: `      - ${lisKey}\n      - ${createSoftwareKey().publicKeyLine}` },
    );
    expect(problems).toEqual([
      expect.stringMatching(/^signers:1:1 The key SHA256:\S+ is ana's in people, and li's here\.$/),
      expect.stringMatching(
        /^signers:3:1 The key \S+ is good before 2026-01-01T00:00:00\.000Z in people, and at any time here\.$/,
      ),
      expect.stringMatching(/^signers:4:1 The key \S+ is not among the keys that people has for ana\.$/),
      expect.stringMatching(/^signalbox\.yaml:29:9 people\.li\.keys\.1: The key \S+ is not in the file of/),
    ]);
  });

  test('must not list a revoked key, which it cannot mark as such', async () => {
    const yaml = { ...named, 28: `      - { key: "${lisOldKey}", revoked: true }` };
    expect(await withSigners({}, yaml)).toEqual([
      expect.stringMatching(/^signers:3:1 The key \S+ is revoked in people, and could sign by this line\.$/),
    ]);
    expect(await withSigners({ 3: '' }, yaml)).toEqual([]);
  });

  test('must be there, and be text', async () => {
    expect(await only(named)).toEqual([
      'signalbox.yaml:3:17 allowedSigners: there is no file signers; expected a file that exists',
    ]);
    expect(await only(named, { 'signers/x': '' })).toEqual([
      'signalbox.yaml:3:17 allowedSigners: signers is a folder, not a file; expected a text file',
    ]);
  });
});
