import { observeHost, type ServiceOnHost } from '../../../electron/fleet/observeHost.ts';
import type { ObservedHost } from '../../../electron/fleet/ports.ts';
import { createKnownHosts } from '../../../electron/ssh/knownHosts.ts';
import { parseKnownHosts } from '../../../electron/ssh/knownHostsFile.ts';
import { createSshFleet } from '../../../electron/ssh/createSshFleet.ts';
import { quoteShell } from '../../../electron/ssh/quote.ts';
import { hostName, serviceName } from '../../../shared/model/names.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { ObservedHostEntry, ObservedHosts } from '../fleet/startObservedHosts.ts';
import type { Observer } from './observer.ts';

const timeoutMs = 30_000;

/** The app's own observation over its own connections, each with its long-lived shell. */
export async function connectWarmObserver(observed: ObservedHosts): Promise<Observer> {
  const fleet = createSshFleet({
    knownHosts: createKnownHosts([parseKnownHosts(observed.knownHosts, 'known_hosts')], 'known_hosts'),
    askPassphrase: async () => undefined,
    agentSocket: 'none',
  });
  const remotes = observed.hosts.map((entry) => ({
    entry,
    services: [toService(entry)],
    host: withoutChecks(
      fleet.host({
        name: entry.name,
        address: '127.0.0.1',
        port: entry.port,
        user: entry.user,
        identityFiles: [observed.identityFile],
        jumps: [],
      }),
    ),
  }));
  await Promise.all(remotes.map(({ host }) => host.ask('true', { timeoutMs })));
  return {
    observe: () =>
      Promise.all(
        remotes.map(async ({ entry, host, services }) => {
          const sighting = await observeHost(entry.name, host, services, {
            now: () => new Date(),
            quote: quoteShell,
            timeoutMs,
          });
          if (sighting.kind === 'notSeen') throw new Error(`${entry.name}: ${sighting.message}`);
          return sighting.services[0]?.release?.version ?? '';
        }),
      ),
    close: () => fleet.dispose(),
  };
}

/** Both sides read one file; the app's HTTP check of the service is left out: nothing answers there. */
function withoutChecks(host: ObservedHost): ObservedHost {
  return {
    ask: (script, options) => host.ask(script, options),
    openTcp: () => Promise.reject(new Fault('CHANNEL_REFUSED', 'no checks in this benchmark')),
  };
}

function toService({ name, directory }: ObservedHostEntry): ServiceOnHost {
  return {
    service: serviceName.parse('shop'),
    placement: {
      host: hostName.parse(name),
      directory,
      checks: { health: { http: '/health', port: 1 } },
    },
    script: (command) => command,
  };
}
