import { z } from 'zod';
import { check, httpCheck } from './check.ts';
import { commandWords } from './commandWords.ts';
import { engine } from './engine.ts';
import {
  balancerName,
  environmentName,
  haproxyName,
  hostName,
  repositoryName,
  serviceName,
  sha256Hex,
} from './names.ts';
import { bot, person } from './person.ts';
import { policy } from './policy.ts';
import { rolloutSettings } from './rolloutSettings.ts';
import { stage } from './stage.ts';

/**
 * The workspace as the app works with it: `signalbox.yaml`, inventories and `~/.ssh/config` read, merged and
 * checked; every name resolves, every template is filled in, every default is there.
 */

/** Where SSH goes; jumps in order from the desktop. */
export interface SshDestination {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  readonly jumps: readonly SshDestination[];
}
export const sshDestination: z.ZodType<SshDestination> = z.lazy(() =>
  z.strictObject({
    name: z.string(),
    address: z.string(),
    port: z.number().int(),
    user: z.string(),
    identityFiles: z.array(z.string()),
    jumps: z.array(sshDestination),
  }),
);

export const host = z.strictObject({
  name: hostName,
  ssh: sshDestination,
  variables: z.record(z.string(), z.string()),
});
export type Host = z.infer<typeof host>;

export const balancer = z.strictObject({
  name: balancerName,
  connection: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('socketOverSsh'), host: hostName, socketPath: z.string() }),
    z.strictObject({
      kind: z.literal('tcp'),
      address: z.string(),
      port: z.number().int(),
      viaHost: hostName.optional(),
    }),
    /** Served by commands of the workspace, as lists of words; `fillCommandWords` puts a member's facts in. */
    z.strictObject({
      kind: z.literal('commands'),
      host: hostName,
      out: commandWords,
      in: commandWords,
      state: commandWords,
      timeoutMs: z.number().int(),
    }),
  ]),
});
export type Balancer = z.infer<typeof balancer>;

export const environment = z.strictObject({
  name: environmentName,
  stage,
  hosts: z.array(hostName),
});
export type Environment = z.infer<typeof environment>;

/** Checks with their templates filled in for one host; time limits are milliseconds already. */
const timeout = z.number().int().optional();
const filledHttpCheck = httpCheck.extend({ port: z.number().int(), timeout });
export const filledCheck = z.union([filledHttpCheck, check.options[1].extend({ timeout })]);
export type FilledCheck = z.infer<typeof filledCheck>;
export type FilledHttpCheck = z.infer<typeof filledHttpCheck>;

/** One service on one host of one environment. */
export const placement = z.strictObject({
  host: hostName,
  directory: z.string(),
  server: haproxyName.optional(),
  port: z.number().int().optional(),
  checks: z.strictObject({
    health: filledCheck,
    smoke: filledCheck.optional(),
    version: filledHttpCheck.extend({ json: z.string().optional() }).optional(),
  }),
});
export type Placement = z.infer<typeof placement>;

/** One service in one environment: what a rollout works on. */
export const deploymentTarget = z.strictObject({
  service: serviceName,
  environment: environmentName,
  pool: z.strictObject({ backend: haproxyName, balancers: z.array(balancerName) }).optional(),
  placements: z.array(placement),
  settings: rolloutSettings,
});
export type DeploymentTarget = z.infer<typeof deploymentTarget>;

export const service = z.strictObject({
  name: serviceName,
  description: z.string().optional(),
  repository: z.string().optional(),
  /**
   * All whose commits a release contains, for who wrote it: the service's own one first, under the service's name. Empty when
   * the service names none; a URL stays one, and then its history is not here.
   */
  repositories: z.array(z.strictObject({ name: repositoryName, directory: z.string() })),
  unpack: z.enum(['tar.gz', 'none']),
  /** Always there, unless an engine does the work. */
  commands: z
    .strictObject({
      precheck: z.string().optional(),
      stop: z.string().optional(),
      start: z.string(),
      warm: z.string().optional(),
    })
    .optional(),
  engine: engine.optional(),
});
export type Service = z.infer<typeof service>;

export const workspace = z.strictObject({
  name: z.string(),
  directory: z.string(),
  /** Folder of release files, relative to the workspace. */
  releasesFolder: z.string(),
  /** SHA-256 of the bytes of every file that was read, in order: names what was in force. */
  configurationSha256: sha256Hex,
  ssh: z.strictObject({
    knownHosts: z.array(z.string()),
    useAgent: z.boolean(),
    connectTimeoutMs: z.number().int(),
    keepAliveMs: z.number().int(),
  }),
  hosts: z.array(host),
  balancers: z.array(balancer),
  environments: z.array(environment),
  services: z.array(service),
  targets: z.array(deploymentTarget),
  people: z.array(person),
  bots: z.array(bot),
  /** One for each environment whose promotions are signed. */
  policies: z.array(policy),
  /** Absolute path of a given file, which says the same as `people`. */
  allowedSigners: z.string().optional(),
});
export type Workspace = z.infer<typeof workspace>;
