import { describe, expect, it } from 'vitest';
import {
  toCommandLine,
  toInventoryCommand,
  toListCommand,
  toPlaybookCommand,
  type EngineRun,
} from '../../../electron/ansible/literals.ts';
import { quoteShell } from '../../../electron/ssh/quote.ts';
import { engine, engineInput } from '../../../shared/model/engine.ts';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import { release } from '../../../shared/model/release.ts';

const sha = 'a'.repeat(64);
const run: EngineRun = {
  engine: engine.parse({
    kind: 'ansible',
    repository: '/srv/playbooks',
    commit: 'c'.repeat(40),
    playbook: 'site/deploy.yml',
    inventory: 'inventories/production',
    // What playbooks are told of the release is not for the workspace to say.
    variables: { tier: 2, greeting: "it's $(here)" },
  }),
  target: { service: serviceName.parse('shop'), environment: environmentName.parse('production') },
  release: release.parse({ service: 'shop', version: '1.1.0', commit: 'c'.repeat(40), artifactSha256: sha }),
};

describe('the literal commands of an engine', () => {
  it('name the hosts, the release and its bytes, and quote what a shell would read otherwise', () => {
    expect(toCommandLine(toPlaybookCommand(run, ['web-1', 'web-2']), quoteShell)).toBe(
      `ansible-playbook --inventory inventories/production --inventory ../signalbox/hosts.json --limit web-1,web-2 --forks 2 --extra-vars '{"tier":2,"greeting":"it'\\''s $(here)","signalbox_service":"shop","signalbox_environment":"production","signalbox_version":"1.1.0","signalbox_commit":"${'c'.repeat(40)}","signalbox_artifact":"{{ signalbox_directory }}/artifacts/${sha}","signalbox_artifact_sha256":"${sha}"}' site/deploy.yml`,
    );
    expect(toListCommand(run, ['web-1'])[1]).toBe('--list-hosts');
    expect(toInventoryCommand(run).slice(-2)).toEqual(['--playbook-dir', 'site']);
  });

  it('have no place for variables that are Signalbox\u2019s or Ansible\u2019s own', () => {
    for (const name of ['signalbox_version', 'ansible_host', 'a b', '1a']) {
      expect(engineInput.safeParse({ ...run.engine, variables: { [name]: 'x' } }).success).toBe(false);
    }
  });
});
