import { z } from 'zod';
import { check, httpCheck, portTemplate } from './check.ts';
import { commandWords } from './commandWords.ts';
import {
  balancerName,
  environmentName,
  haproxyName,
  hostName,
  repositoryName,
  serviceName,
} from './names.ts';
import { duration } from './duration.ts';
import { engineInput } from './engine.ts';
import { botsInput, peopleInput } from './person.ts';
import { policyInput } from './policy.ts';
import { rolloutSettingsInput } from './rolloutSettings.ts';
import { stage } from './stage.ts';

/** `signalbox.yaml` as people write it. The JSON Schema for editors is made from these very objects. */

const variables = z
  .record(
    z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'a variable name: capitals, digits, underscore'),
    // Not z.coerce: nothing at all, a list or a mapping must not become text.
    z.union([z.string(), z.number(), z.boolean()]).transform(String),
  )
  .describe('Values that commands find in their environment and that {NAME} stands for in paths and ports.');

const hostEntry = z.strictObject({
  address: z
    .string()
    .optional()
    .describe('Name or address. Default: what ~/.ssh/config says, else the name itself.'),
  port: z.number().int().min(1).max(65_535).optional().describe("SSH's port. Default 22."),
  user: z.string().optional().describe('Who logs in. Default: your own user name.'),
  identityFile: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('Private keys, ~/ or relative to this file. Default: the usual ones in ~/.ssh that exist.'),
  jump: z
    .union([hostName, z.array(hostName)])
    .optional()
    .describe('Hosts to jump through, in order.'),
  variables: variables.optional(),
});

const balancerEntry = z.union([
  z.strictObject({
    host: hostName.describe('The host that HAProxy runs on.'),
    socket: z.string().regex(/^\//, 'an absolute path').describe("HAProxy's admin socket on that host."),
  }),
  z.strictObject({
    tcp: z
      .string()
      .regex(/^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/, 'address:port')
      .describe('Where the runtime API listens.'),
    host: hostName.optional().describe('Reach it through this host.'),
  }),
  z.strictObject({
    kind: z.literal('commands').describe('Any other balancer, served by commands of yours.'),
    host: hostName.describe('The host that the commands run on.'),
    out: commandWords.describe(
      'Takes one server out of new traffic; may be run twice. Words, with {host}, {address}, {port}, {backend} and {server}.',
    ),
    in: commandWords.describe('Puts one server back into service; may be run twice.'),
    state: commandWords.describe(
      'Prints exactly one word: in, out, or draining (no new clients, some are left). Changes nothing.',
    ),
    timeout: duration.optional().describe('Time limit of each command. Default 30s.'),
  }),
]);

/** Host names, or a group of an inventory. */
export const hostSelection = z.union([
  z.array(hostName).min(1),
  z.strictObject({ group: z.string().min(1).describe('A group of one of the inventories.') }),
]);

const environmentEntry = z.strictObject({
  name: environmentName.describe('What people call it, and type before they deploy to production.'),
  stage: stage.describe('Its place in the pipeline; production asks for more.'),
  hosts: hostSelection.describe('Names of hosts, or { group: NAME } of an inventory.'),
  rollout: rolloutSettingsInput.optional().describe('How releases roll here; a service may say otherwise.'),
  signoff: policyInput
    .optional()
    .describe('Who must sign before a release goes here. Without it nobody must.'),
});

const pool = z.strictObject({
  backend: haproxyName.describe("The backend's name in HAProxy's configuration."),
  server: z
    .string()
    .optional()
    .describe("The server's name in the backend; {host} stands for the host. Default {host}."),
  balancers: z.array(balancerName).min(1).describe('Every balancer that routes to this backend.'),
});

const serviceInEnvironment = z.strictObject({
  hosts: hostSelection.optional().describe('Default: all hosts of the environment.'),
  pool: pool.optional().describe('Where traffic comes from; without it nothing is drained.'),
  rollout: rolloutSettingsInput.optional().describe('Goes before what the environment says.'),
});

const serviceEntry = z.strictObject({
  description: z.string().optional().describe('One line for people.'),
  repository: z
    .string()
    .optional()
    .describe('Git repository of the source, for what a release changes and who wrote it.'),
  repositories: z
    .record(repositoryName, z.string().min(1))
    .optional()
    .describe('Further Git repositories whose commits a release contains, by name; folders on this machine.'),
  directory: z
    .string()
    .min(1)
    .describe('Folder on the hosts; absolute, or relative to the login folder; {NAME} for variables.'),
  unpack: z
    .enum(['tar.gz', 'none'])
    .optional()
    .describe('How an artifact becomes a release folder. Default tar.gz.'),
  commands: z
    .strictObject({
      precheck: z.string().min(1).optional().describe('Before anything else on a host; not 0 stops.'),
      stop: z.string().min(1).optional().describe('Before the new release becomes current.'),
      start: z.string().min(1).describe('After the new release became current.'),
      warm: z.string().min(1).optional().describe('After the health check, before traffic.'),
    })
    .optional()
    .describe(
      'Shell commands that run on the host, with its variables in their environment. Required unless there is an engine.',
    ),
  engine: engineInput
    .optional()
    .describe(
      'What installs, stops and starts in the place of unpack and commands. Default: Signalbox itself.',
    ),
  checks: z
    .strictObject({
      health: check.describe('Repeated until it passes or the time is over.'),
      smoke: check.optional().describe('Once, on the host itself, before it returns to the pool.'),
      version: httpCheck
        .omit({ contains: true })
        .extend({
          json: z.string().optional().describe('Field of the JSON answer. Default: the whole body, trimmed.'),
        })
        .optional()
        .describe('Asks the running service which version it is.'),
    })
    .describe('How a host proves that the release works there.'),
  port: portTemplate
    .optional()
    .describe("The service's own port, to see sessions that a reloaded balancer forgot."),
  environments: z
    .record(environmentName, serviceInEnvironment)
    .describe('The environments that the service runs in, and its pool there.'),
});

export const workspaceFile = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  name: z.string().min(1).max(100).describe('What people call the workspace.'),
  releases: z.string().optional().describe('Folder of release files. Default releases.'),
  ssh: z
    .strictObject({
      config: z.string().optional().describe('Default ~/.ssh/config.'),
      knownHosts: z.array(z.string()).min(1).optional().describe('Default ~/.ssh/known_hosts.'),
      agent: z.boolean().optional().describe('Use the SSH agent. Default true.'),
      connectTimeout: duration.optional().describe('Default 10s.'),
      keepAlive: duration.optional().describe('Default 15s.'),
    })
    .optional()
    .describe('How hosts are reached.'),
  inventories: z.array(z.string()).optional().describe('Ansible inventories (INI or YAML).'),
  hosts: z
    .record(hostName, hostEntry.nullable())
    .optional()
    .describe('Hosts that no inventory has, and whatever an inventory should not decide.'),
  balancers: z
    .record(balancerName, balancerEntry)
    .optional()
    .describe('HAProxy processes, and other balancers that are served by commands.'),
  environments: z.array(environmentEntry).min(1).describe('In pipeline order.'),
  services: z.record(serviceName, serviceEntry).describe('What is deployed.'),
  people: peopleInput.optional(),
  bots: botsInput.optional(),
  allowedSigners: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A file for ssh-keygen -Y verify that you keep yourselves; it must say the same as people. Default none.',
    ),
});
export type WorkspaceFile = z.infer<typeof workspaceFile>;
export type ServiceEntry = z.infer<typeof serviceEntry>;
export type HostEntry = z.infer<typeof hostEntry>;
