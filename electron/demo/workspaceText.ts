import { demoPeople, type DemoPerson } from './people/demoPeople.ts';
import { shopCommands } from './shop/shopCommands.ts';

/** What the demo's `signalbox.yaml` says of a host. */
export interface WorkspaceHost {
  readonly name: string;
  readonly sshPort: number;
  /** Absent on a balancer's host. */
  readonly servicePort?: number;
}

export interface WorkspaceBalancer {
  readonly name: string;
  readonly socketPath: string;
}

export interface WorkspaceOptions {
  readonly user: string;
  readonly node: string;
  readonly staging: readonly WorkspaceHost[];
  readonly production: readonly WorkspaceHost[];
  readonly balancerHosts: readonly WorkspaceHost[];
  readonly balancers: readonly WorkspaceBalancer[];
  /** Lines of .pub files by short name. */
  readonly publicKeys: Readonly<Record<string, string>>;
  /** Does production ask for sign-offs? */
  readonly asksForSignoffs: boolean;
}

/** A workspace as a team would keep it in Git, with the reasons beside the settings. */
export function workspaceText(options: WorkspaceOptions): string {
  const { staging, production, balancerHosts, balancers, publicKeys, asksForSignoffs } = options;
  return `# The demo's workspace: real SSH servers, services and balancers, all on this machine.
version: 1
name: Signalbox demo

# Release files, one for each build. The bytes that staging tested are the bytes production gets.
releases: releases

ssh:
  # Your own SSH settings, agent and known hosts stay out of the demo.
  config: keys/ssh_config
  knownHosts: [known_hosts]
  agent: false

hosts:
${[...staging, ...production, ...balancerHosts].map((host) => hostText(host, options)).join('')}
# HAProxy's runtime API: a Unix socket on the balancer's host, reached through SSH. Nothing is installed there.
balancers:
${balancers.map((it) => `  ${it.name}: { host: ${it.name}, socket: ${quoted(it.socketPath)} }\n`).join('')}
# In the order of the pipeline.
environments:
  - name: staging
    stage: staging
    hosts: [${staging.map(({ name }) => name).join(', ')}]
  - name: production
    stage: production
    hosts: [${production.map(({ name }) => name).join(', ')}]
    rollout:
      # One host first; if it does well a quarter of them, then the rest. Within a batch: host by host.
      batches: [1, 25%, 100%]
      # Never fewer than this in service, on every balancer.
      minHealthy: 50%
      # How long running requests may take to end before the host is taken out all the same.
      drainTimeout: 10s
      # How long a host may take to become healthy before it is given up, and kept out.
      checkTimeout: 10s
      # How long each host is watched under traffic before the next one.
      soak: 500ms
${asksForSignoffs ? signoffText : ''}
# Who works here. Every address that their commits carry is listed, so that it is known who wrote a release.
people:
${Object.values(demoPeople)
  .map((it) => personText(it, publicKeys[it.name]))
  .join('')}
services:
  shop:
    description: The shop's front page
    repository: repository
    # In the login folder. Signalbox keeps releases/, artifacts/ and the link current in it.
    directory: shop
    port: '{SHOP_PORT}'
    commands:
      precheck: |
${indented(shopCommands.precheck)}
      # The release's link has been switched between these two.
      stop: |
${indented(shopCommands.stop)}
      start: |
${indented(shopCommands.start)}
    checks:
      # Repeated until it passes: the shop needs 300 ms to warm up.
      health: { http: /health, port: '{SHOP_PORT}', timeout: 2s }
      # Once, on the host itself, before it gets traffic again.
      smoke: { http: /, port: '{SHOP_PORT}', contains: 'shop {version}' }
      # What the running process says it is.
      version: { http: /version, port: '{SHOP_PORT}', json: version }
    environments:
      staging: {}
      production:
        # The server's name in the backend is the host's name.
        pool: { backend: shop, balancers: [${balancers.map(({ name }) => name).join(', ')}] }
`;
}

function hostText({ name, sshPort, servicePort }: WorkspaceHost, { user, node }: WorkspaceOptions): string {
  const variables =
    servicePort === undefined
      ? ''
      : `    variables: { SHOP_PORT: ${servicePort}, SHOP_HOST: ${name}, NODE: ${quoted(node)} }\n`;
  return `  ${name}:
    address: 127.0.0.1
    port: ${sshPort}
    user: ${user}
    identityFile: keys/demo_ed25519
${variables}`;
}

/** Production is not anybody's own decision. */
const signoffText = `    # Two releasers must sign, each with a key of their own: nobody who wrote the change, asked for it or rolls it out.
    signoff:
      group: releasers
      required: 2
      exclude: [implementers, requester, operator]
      expiry: 24h
`;

function personText({ name, displayName, email, groups }: DemoPerson, key: string | undefined): string {
  return `  ${name}:
    displayName: ${displayName}
    emails: [${email}]
${groups.length === 0 ? '' : `    groups: [${groups.join(', ')}]\n`}${key === undefined ? '' : `    keys: [${quoted(key)}]\n`}`;
}

/** Single-quoted YAML holds every path as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n');
}
