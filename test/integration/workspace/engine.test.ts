import { describe, expect, onTestFinished, test } from 'vitest';
import { checkWorkspaceFiles } from '../../../electron/app/checkWorkspaceFiles.ts';
import { formatProblem } from '../../../electron/workspace/problems.ts';
import { createPlaybookRepository } from '../../fixtures/ansibleShop.ts';
import { createWorkspaceFolder, problemsOf, shop } from './workspaceFolder.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const engine = (text: string, commands?: string): string =>
  shop({
    20: commands,
    21: `    engine: { kind: ansible, repository: playbooks, ${text} }`,
    22: '    checks: { health: { http: /health, port: "{SHOP_PORT}" }, version: { http: /version, port: "{SHOP_PORT}" } }',
  });
const problems = (text: string, commands?: string) =>
  problemsOf({ 'signalbox.yaml': engine(text, commands) });

describe('a check of the workspace', () => {
  test('looks into the commit, and says at which line it has no such playbook', async () => {
    const playbooks = await createPlaybookRepository();
    onTestFinished(() => playbooks.remove());
    const id = await playbooks.commit({ 'site.yml': '[]' });
    const text = engine(`commit: ${id}, playbook: deploy.yml`).replace(
      'repository: playbooks',
      `repository: ${playbooks.directory}`,
    );
    const folder = await createWorkspaceFolder({ 'signalbox.yaml': text });
    const found = await checkWorkspaceFiles({
      workspaceDirectory: folder.directory,
      home: folder.home,
      userName: 'ann',
      environment: {},
    });
    expect(found.problems.map(formatProblem)).toEqual([
      expect.stringMatching(
        /^signalbox\.yaml:21:\d+ services\.shop\.engine\.playbook: The commit \w{12} of .* has no playbook deploy\.yml\.; expected .*site\.yml/,
      ),
    ]);
  });
});

describe('a service with an engine', () => {
  test('has its playbook at a pinned commit, by paths of this machine', async () => {
    const files = {
      'signalbox.yaml': engine(`commit: ${commit}, playbook: site/deploy.yml, variables: { tier: 2 }`),
    };
    const folder = await createWorkspaceFolder(files);
    const { workspace } = await folder.read();
    expect(workspace.services[0]?.engine).toEqual({
      kind: 'ansible',
      repository: `${folder.directory}/playbooks`,
      commit,
      playbook: 'site/deploy.yml',
      variables: { tier: 2 },
    });
    expect(workspace.services[0]?.commands).toBeUndefined();
  });

  test('is refused a branch, at its place and with the way to a commit', async () => {
    expect(await problems('commit: main, playbook: deploy.yml')).toEqual([
      'signalbox.yaml:21:61 services.shop.engine.commit: "main" does not fit; expected the full id of a commit, so that the playbook is the same tomorrow; git rev-parse "NAME^{commit}" tells the id of a branch or a tag',
    ]);
    expect(await problems(`commit: ${commit.slice(0, 12)}a, playbook: deploy.yml`)).toHaveLength(1);
  });

  test.each(['../deploy.yml', '/etc/deploy.yml', '-v', 'a/../b', 'a,b'])(
    'is refused the path %s',
    async (path) => {
      expect(await problems(`commit: ${commit}, playbook: "${path}"`)).toEqual([
        expect.stringContaining('services.shop.engine.playbook: '),
      ]);
    },
  );

  test('has no commands beside it, and a service without one has', async () => {
    expect(await problems(`commit: ${commit}, playbook: deploy.yml`, '    commands: { start: x }')).toEqual([
      'signalbox.yaml:20:5 services.shop.commands: where there is an engine, its playbook stops and starts the service; expected no such key',
    ]);
    expect(await problemsOf({ 'signalbox.yaml': shop({ 20: undefined }) })).toEqual([
      'signalbox.yaml:18:3 services.shop.commands: "commands" is missing; expected a mapping with start, or an engine',
    ]);
  });

  test('says which version runs, since nobody could see otherwise what the playbook brought', async () => {
    const text = engine(`commit: ${commit}, playbook: deploy.yml`).replace(/, version: .*\} \}/, ' }');
    expect(await problemsOf({ 'signalbox.yaml': text })).toEqual([
      'signalbox.yaml:22:5 services.shop.checks.version: "version" is missing: without it nobody can see what the playbook brought; expected an HTTP check',
    ]);
  });
});
