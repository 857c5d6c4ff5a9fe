import { randomBytes } from 'node:crypto';
import { releaseFactsFrom } from '../../shared/model/releaseFacts.ts';
import type { HostSighting, ServiceSighting } from '../../shared/model/sighting.ts';
import { releaseFolderOf } from '../../shared/model/release.ts';
import type { DeploymentTarget, Placement } from '../../shared/model/workspace.ts';
import { hostName } from '../../shared/model/names.ts';
import { troubleOf } from '../../shared/protocol/troubleOf.ts';
import { readRunningVersion, runCheck, type CheckResult } from './runCheck.ts';
import type { ObservedHost } from './ports.ts';

/** One service to look for on a host. */
export interface ServiceOnHost {
  readonly service: DeploymentTarget['service'];
  readonly placement: Placement;
  /** The script of a command check; see `CheckOptions`. */
  script(command: string): string;
}

export interface ObserveHostOptions {
  now(): Date;
  quote(word: string): string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Looks at one host: which release `current` points to, what the running service says of itself, and whether
 * its health check passes. Never rejects: a host that can't be seen says why. Whatever it could not see of
 * one service is absent from that service's sighting.
 */
export async function observeHost(
  name: string,
  host: ObservedHost,
  services: readonly ServiceOnHost[],
  options: ObserveHostOptions,
): Promise<HostSighting> {
  try {
    const facts = await readFacts(host, services, options);
    const seen = await Promise.all(
      services.map((it, index) => observeService(host, it, facts[index], options)),
    );
    return { kind: 'seen', host: hostName.parse(name), at: options.now().toISOString(), services: seen };
  } catch (error) {
    return {
      kind: 'notSeen',
      host: hostName.parse(name),
      at: options.now().toISOString(),
      trouble: troubleOf(error),
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

/**
 * One question for all services of the host, in one round trip. The shell reads the files itself, since starting
 * `cat` would cost the host more than all the rest, and prints everything at once.
 */
async function readFacts(
  host: ObservedHost,
  services: readonly ServiceOnHost[],
  options: ObserveHostOptions,
): Promise<readonly string[]> {
  const mark = `--${randomBytes(8).toString('hex')}`;
  const reads = services.map(({ placement }) => {
    const file = options.quote(`${placement.directory}/current/.signalbox-release`);
    return `if [ -r ${file} ]; then while IFS= read -r line; do text="$text$line$end"; done < ${file}; fi; text="$text$end${mark}$end"`;
  });
  const script = [`end='\n'; text=`, ...reads, `printf '%s' "$text"`].join('\n');
  const { output } = await host.ask(script, {
    timeoutMs: options.timeoutMs,
    inPlace: true,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return output.split(`${mark}\n`);
}

async function observeService(
  host: ObservedHost,
  it: ServiceOnHost,
  text: string | undefined,
  options: ObserveHostOptions,
): Promise<ServiceSighting> {
  const facts = text === undefined ? undefined : releaseFactsFrom(text);
  const { checks } = it.placement;
  const signal = options.signal ? { signal: options.signal } : {};
  const [health, runningVersion] = await Promise.all([
    runCheck(host, checks.health, {
      version: facts?.version ?? '',
      script: (command) => it.script(command),
      ...signal,
    }),
    checks.version ? readRunningVersion(host, checks.version, signal) : undefined,
  ]);
  return {
    service: it.service,
    ...(facts
      ? {
          release: {
            version: facts.version,
            commit: facts.commit,
            artifactSha256: facts.sha256,
            folder: releaseFolderOf({ version: facts.version, artifactSha256: facts.sha256 }),
          },
        }
      : {}),
    ...(runningVersion === undefined ? {} : { runningVersion }),
    ...healthOf(health),
  };
}

function healthOf(result: CheckResult): Pick<ServiceSighting, 'health' | 'healthDetail'> {
  return { health: result.passed ? 'passing' : 'failing', healthDetail: result.detail };
}
