import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { workspaceFile } from '../../../shared/model/workspaceFile.ts';
import { createSshKeyPair } from '../../../electron/demo/hosts/sshKeys.ts';
import { shopCommands } from '../../../electron/demo/shop/shopCommands.ts';
import { workspaceText } from '../../../electron/demo/workspaceText.ts';

const options = {
  user: 'demo',
  node: "/opt/it's here/node",
  staging: [{ name: 'staging-1', sshPort: 40_001, servicePort: 21_001 }],
  production: [
    { name: 'web-1', sshPort: 40_002, servicePort: 21_002 },
    { name: 'web-2', sshPort: 40_003, servicePort: 21_003 },
  ],
  balancerHosts: [{ name: 'lb-1', sshPort: 40_004 }],
  balancers: [{ name: 'lb-1', socketPath: '/tmp/run/lb-1.sock' }],
  publicKeys: { ana: createSshKeyPair("ana's").publicKey, li: createSshKeyPair('li').publicKey },
  asksForSignoffs: true,
};

describe("the demo's signalbox.yaml", () => {
  const parsed = workspaceFile.parse(parse(workspaceText(options)));

  it('is a workspace file without a fault', () => {
    expect(parsed.environments.map(({ name, stage }) => [name, stage])).toEqual([
      ['staging', 'staging'],
      ['production', 'production'],
    ]);
    expect(Object.keys(parsed.hosts ?? {})).toEqual(['staging-1', 'web-1', 'web-2', 'lb-1']);
  });

  it('carries the commands exactly as they are run for the first release', () => {
    expect(parsed.services).toMatchObject({ shop: { commands: shopCommands } });
  });

  it('gives every host its port and its Node, quoted whatever the path', () => {
    expect(parsed.hosts).toMatchObject({
      'web-2': { port: 40_003, variables: { SHOP_PORT: '21003', NODE: "/opt/it's here/node" } },
    });
  });

  it('names its people with their keys, and asks for two sign-offs in production where it is told to', () => {
    expect(parsed.people).toMatchObject({
      ana: { groups: ['releasers'], keys: [options.publicKeys.ana] },
      mia: { emails: ['mia@shop.example'] },
      rob: { groups: ['releaseManagers'] },
    });
    expect(parsed.environments[1]?.signoff).toMatchObject({ group: 'releasers', required: 2 });
    expect(parsed.environments[0]?.signoff).toBeUndefined();
    const without = workspaceFile.parse(parse(workspaceText({ ...options, asksForSignoffs: false })));
    expect(without.environments[1]?.signoff).toBeUndefined();
  });

  it('rolls production in batches under both floors, with a short soak', () => {
    expect(parsed.environments[1]?.rollout).toEqual({
      batches: [1, { percent: 25 }, { percent: 100 }],
      minHealthy: { percent: 50 },
      drainTimeout: 10_000,
      checkTimeout: 10_000,
      soak: 500,
    });
  });
});
