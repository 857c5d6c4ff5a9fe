import { z } from 'zod';

/**
 * Names of hosts, services, environments and balancers. The grammar keeps them safe as a file name, a shell
 * word and a HAProxy word alike, and no name can be mistaken for an option.
 */
const name = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/,
    'a name: letters, digits, dot, dash and underscore, at most 63',
  );

export const hostName = name.brand<'HostName'>();
export type HostName = z.infer<typeof hostName>;

export const serviceName = name.brand<'ServiceName'>();
export type ServiceName = z.infer<typeof serviceName>;

export const environmentName = name.brand<'EnvironmentName'>();
export type EnvironmentName = z.infer<typeof environmentName>;

export const balancerName = name.brand<'BalancerName'>();
export type BalancerName = z.infer<typeof balancerName>;

/** A Git repository of a service; the service's own one goes by the service's name. */
export const repositoryName = name.brand<'RepositoryName'>();
export type RepositoryName = z.infer<typeof repositoryName>;

/** HAProxy's own grammar for proxy and server names (configuration manual, section 2.2). */
export const haproxyName = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'a HAProxy name: letters, digits and _ . : -')
  .brand<'HaproxyName'>();
export type HaproxyName = z.infer<typeof haproxyName>;

export const releaseVersion = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.+-]{0,99}$/, 'a version: letters, digits and . _ + -, at most 100');

export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits');
export const gitCommit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a full Git commit id');

/** UTC instants are ISO 8601 text with milliseconds, as `Date.prototype.toISOString` writes them. */
export const instant = z.iso.datetime({ precision: 3 });
