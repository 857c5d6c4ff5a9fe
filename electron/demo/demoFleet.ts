import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';
import type { DemoBalancer } from './balancers/demoBalancer.ts';
import { createDemoFolders, type DemoFolders } from './demoFolders.ts';
import {
  balancerNames,
  planFleet,
  portCount,
  productionNames,
  stagingNames,
  type FleetPlan,
} from './fleetPlan.ts';
import { createPeopleKeys, type PeopleKeys } from './people/createPeopleKeys.ts';
import type { DemoPersonName } from './people/demoPeople.ts';
import { createLifeline, type Lifeline } from './processes/lifeline.ts';
import { reservePorts } from './processes/reservePorts.ts';
import { commitLateChange } from './repository/commitLateChange.ts';
import { createSourceRepository } from './repository/createSourceRepository.ts';
import { createRelease, createReleases, type DemoRelease } from './shop/createReleases.ts';
import { installRelease } from './shop/installRelease.ts';
import { greatSale, shopVersions } from './shop/shopSource.ts';
import { socketPathOf, startBalancers, type BalancerChoice } from './startBalancers.ts';
import { demoUser, startHosts, type StartedHosts } from './startHosts.ts';
import { createTraffic, type Traffic } from './traffic.ts';
import { workspaceText } from './workspaceText.ts';

export interface DemoFleet {
  /** `signalbox.yaml`, `known_hosts`, `keys/`, `people/`, `releases/`, `artifacts/`, `repository/`, and the hosts' own folders. */
  readonly workspaceDirectory: string;
  readonly service: 'shop';
  /** 1.0.0 runs everywhere, 1.1.0 is good, 1.2.0 never becomes healthy. */
  readonly versions: readonly ['1.0.0', '1.1.0', '1.2.0'];
  readonly balancerKind: DemoBalancer['kind'];
  readonly traffic: Traffic;
  /** Where the key pairs of its people lie, without passphrases. */
  readonly keyFolder: string;
  /** The private key of one of its people who has one. */
  keyFileOf(person: DemoPersonName): string;
  /** Ana commits once more on top of 1.1.0, and the build makes 1.1.0 anew of it: other bytes, another release file. */
  changeRelease(): Promise<{ readonly commit: string; readonly artifactSha256: string }>;
  /** Ends everything and removes the folder unless it is kept. May be called again. */
  dispose(): Promise<void>;
}

export interface DemoFleetOptions {
  /** A new or empty folder for the workspace. Default: a temporary one. */
  readonly directory?: string;
  /** Leave the workspace behind. Its hosts end with the demo. */
  readonly keep?: boolean;
  /** Does production ask for two sign-offs? Default true. */
  readonly signoffs?: boolean;
  /** Real HAProxy where it is installed, unless said otherwise. */
  readonly balancers?: BalancerChoice;
  /** Ends the start, or later the fleet. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string) => void;
}

/**
 * Brings up staging (2 hosts) and production (6 hosts behind two balancers) on this machine, with 1.0.0 running on
 * all of them. When it fails it has left nothing behind.
 *
 * @throws Fault INVALID_INPUT (folder), UNSUPPORTED (git or haproxy missing), TIMED_OUT (a part did not come up),
 *   CANCELLED.
 */
export async function startDemoFleet(options: DemoFleetOptions = {}): Promise<DemoFleet> {
  const { balancers: choice = 'auto', signoffs = true, signal, onProgress = () => {} } = options;
  const folders = await createDemoFolders(options.directory, options.keep ?? false);
  const lifeline = createLifeline({
    runDirectory: folders.run,
    folders: folders.temporary,
    pidFiles: [...stagingNames, ...productionNames].map((name) => join(folders.hosts, name, 'shop/shop.pid')),
  });
  const parts: Parts = { folders, lifeline };
  try {
    const plan = planFleet(await reservePorts(portCount));
    onProgress('Starting hosts, building releases');
    parts.hosts = startAllHosts(folders, lifeline);
    const [hosts, releases, keys] = await Promise.all([
      parts.hosts,
      buildReleases(folders.workspace),
      createPeopleKeys(folders.workspace),
    ]);
    throwIfAborted(signal);
    const file = join(folders.workspace, 'signalbox.yaml');
    await writeFile(file, describe(plan, folders, hosts, { keys, asksForSignoffs: signoffs }));
    onProgress(`Installing ${shopVersions[0].version} on every host`);
    await installFirstRelease(plan, hosts, releases);
    throwIfAborted(signal);
    onProgress('Starting balancers');
    const balancers = await startBalancers(plan, choice, folders.run, lifeline, signal);
    parts.balancers = balancers;
    parts.traffic = createTraffic(balancers);
    const fleet = toFleet(parts, { balancers, traffic: parts.traffic, releases, keys });
    throwIfAborted(signal);
    signal?.addEventListener('abort', () => void fleet.dispose(), { once: true });
    onProgress(`Ready: ${balancers[0]?.kind === 'haproxy' ? 'real HAProxy' : 'in-process balancers'}`);
    return fleet;
  } catch (error) {
    await takeDown(parts);
    throw error;
  }
}

/** What has been started so far. */
interface Parts {
  readonly folders: DemoFolders;
  readonly lifeline: Lifeline;
  /** A promise: when another part fails they may still be on their way up. */
  hosts?: Promise<StartedHosts>;
  balancers?: readonly DemoBalancer[];
  traffic?: Traffic;
}

function startAllHosts(folders: DemoFolders, lifeline: Lifeline): Promise<StartedHosts> {
  const names = [...stagingNames, ...productionNames, ...balancerNames];
  const isBalancer = new Set<string>(balancerNames);
  return startHosts(names, folders, lifeline, (name) =>
    isBalancer.has(name) ? [socketPathOf(folders.run, name)] : [],
  );
}

async function buildReleases(workspace: string): Promise<readonly DemoRelease[]> {
  const commits = await createSourceRepository(repositoryOf(workspace));
  return createReleases(workspace, shopVersions, commits);
}

const repositoryOf = (workspace: string): string => join(workspace, 'repository');

function describe(
  plan: FleetPlan,
  folders: DemoFolders,
  hosts: StartedHosts,
  people: { readonly keys: PeopleKeys; readonly asksForSignoffs: boolean },
): string {
  const toHost = (name: string, servicePort?: number) => ({
    name,
    sshPort: hosts.find(name).port,
    ...(servicePort === undefined ? {} : { servicePort }),
  });
  return workspaceText({
    user: demoUser,
    node: process.execPath,
    staging: plan.staging.map(({ name, servicePort }) => toHost(name, servicePort)),
    production: plan.production.map(({ name, servicePort }) => toHost(name, servicePort)),
    balancerHosts: plan.balancers.map(({ name }) => toHost(name)),
    balancers: plan.balancers.map(({ name }) => ({ name, socketPath: socketPathOf(folders.run, name) })),
    publicKeys: people.keys.publicKeys,
    asksForSignoffs: people.asksForSignoffs,
  });
}

async function installFirstRelease(
  plan: FleetPlan,
  hosts: StartedHosts,
  releases: readonly DemoRelease[],
): Promise<void> {
  const [first] = releases;
  if (!first) throw new Error('the demo has no release');
  await Promise.all(
    [...plan.staging, ...plan.production].map(({ name, servicePort }) =>
      installRelease(hosts.find(name).shell, first, {
        NODE: process.execPath,
        SHOP_HOST: name,
        SHOP_PORT: String(servicePort),
      }),
    ),
  );
}

function toFleet(
  parts: Parts,
  of: {
    readonly balancers: readonly DemoBalancer[];
    readonly traffic: Traffic;
    readonly releases: readonly DemoRelease[];
    readonly keys: PeopleKeys;
  },
): DemoFleet {
  const { balancers, traffic, releases, keys } = of;
  const { workspace } = parts.folders;
  let ending: Promise<void> | undefined;
  return {
    workspaceDirectory: workspace,
    service: 'shop',
    versions: ['1.0.0', '1.1.0', '1.2.0'],
    balancerKind: balancers[0]?.kind ?? 'in-process',
    traffic,
    keyFolder: keys.folder,
    keyFileOf: (person) => join(keys.folder, person),
    changeRelease: async () => {
      const parent = releases.find((it) => it.version === greatSale.version)?.commit ?? '';
      const commit = await commitLateChange(repositoryOf(workspace), parent);
      return createRelease(workspace, greatSale, commit);
    },
    dispose: () => (ending ??= takeDown(parts)),
  };
}

/** In the order in which nobody meets a closed door: people, balancers, hosts, services. */
async function takeDown({ folders, lifeline, hosts, balancers, traffic }: Parts): Promise<void> {
  try {
    await traffic?.stop();
    await Promise.all((balancers ?? []).map((balancer) => balancer.close()));
    await (await hosts?.catch(() => undefined))?.close();
  } finally {
    await lifeline.end();
    await folders.remove();
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Fault('CANCELLED', 'The start of the demo was stopped.');
}
