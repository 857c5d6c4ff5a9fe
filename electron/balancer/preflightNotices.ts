import { isUp } from './capacity.ts';
import { describePairs } from './findPairs.ts';
import type { Pair } from './findPairs.ts';
import { keyOf } from './balancerMemory.ts';
import type { PreflightFinding } from './preflight.ts';
import type { BalancerSighting, ServerSighting } from './sighting.ts';

type Notice = Omit<PreflightFinding, 'balancer' | 'severity'>;

/** What is peculiar about a server, as one balancer has it. Pure; in the order of the traps. */
export function preflightNotices(
  seen: BalancerSighting,
  server: ServerSighting,
  pairs: readonly Pair[],
): readonly PreflightFinding[] {
  const notices = [
    ...aboutSessions(server),
    ...aboutChecks(server),
    ...aboutTracking(seen, server),
    ...aboutWeight(server),
    ...aboutState(server),
    ...aboutPairs(pairs),
  ];
  return notices.map((notice) => ({ severity: 'notice', balancer: seen.balancer, ...notice }));
}

function aboutSessions(server: ServerSighting): readonly Notice[] {
  const sticky: Notice = {
    code: 'sticky',
    message: `A cookie binds clients to ${keyOf(server)}: its drain never empties by itself`,
    wayOut:
      'Choose a deadline for the drain; at the deadline the host goes to maintenance and its clients to the others. Have a direct check pass before it is admitted again.',
  };
  const tcp: Notice = {
    code: 'tcpMode',
    message: `${server.backend} is in TCP mode: sessions last until the client leaves, and response times read 0`,
    wayOut: 'Choose a deadline for the drain, and whether sessions are ended then.',
  };
  return [...(server.cookieInBackend === undefined ? [] : [sticky]), ...(server.mode === 'tcp' ? [tcp] : [])];
}

function aboutChecks(server: ServerSighting): readonly Notice[] {
  const agent: Notice = {
    code: 'agent',
    message: `An agent check steers ${keyOf(server)}: it is disabled while the host is out, enabled after`,
  };
  return [...(server.agent.configured ? [agent] : []), ...aboutBlindness(server)];
}

function aboutBlindness(server: ServerSighting): readonly Notice[] {
  if (server.tracks !== undefined || (server.check.configured && server.check.enabled)) return [];
  if (server.check.configured) {
    return [
      {
        code: 'checksDisabled',
        message: `The checks of ${keyOf(server)} are configured and switched off: HAProxy is blind to its health`,
        wayOut: `Somebody sent "disable health ${keyOf(server)}": find out why, then enable it.`,
      },
    ];
  }
  return [
    {
      code: 'noChecks',
      message: `No checks are configured for ${keyOf(server)}: HAProxy is blind to its health`,
      wayOut: 'Only the direct check of the host decides; better, add "check" to the server line.',
    },
  ];
}

function aboutTracking(seen: BalancerSighting, server: ServerSighting): readonly Notice[] {
  const followers = seen.servers.filter(
    ({ tracks }) => tracks?.backend === server.backend && tracks.server === server.server,
  );
  const tracking = server.tracks;
  return [
    ...(tracking === undefined
      ? []
      : [
          {
            code: 'tracking' as const,
            message: `${keyOf(server)} follows ${keyOf(tracking)}: its health is judged there, and maintenance there takes it out too`,
          },
        ]),
    ...(followers.length === 0
      ? []
      : [
          {
            code: 'trackedByOthers' as const,
            message: `${followers.map(keyOf).join(', ')} follow ${keyOf(server)}: they go out with it`,
          },
        ]),
  ];
}

function aboutWeight(server: ServerSighting): readonly Notice[] {
  const changed = server.userWeight !== server.initialWeight && !server.agent.enabled;
  return [
    ...(changed
      ? [
          {
            code: 'weightChanged' as const,
            message: `${keyOf(server)} has weight ${server.userWeight} instead of the configured ${server.initialWeight}; "ready" does not undo that`,
          },
        ]
      : []),
    ...(server.throttle === undefined
      ? []
      : [
          {
            code: 'slowStart' as const,
            message: `${keyOf(server)} is in slow start (${server.throttle} %): in service only when that is over`,
          },
        ]),
  ];
}

function aboutState(server: ServerSighting): readonly Notice[] {
  const { forcedDrain, forcedMaint } = server.admin;
  if (forcedDrain || forcedMaint) {
    return [
      {
        code: 'alreadyOut',
        message: `${keyOf(server)} is already out (${server.statusText}): somebody holds it, and the rollout would put it back`,
        wayOut: 'Find out who took it out, and why.',
      },
    ];
  }
  return isUp(server)
    ? []
    : [
        {
          code: 'alreadyDown',
          message: `${keyOf(server)} is not up before anything began: ${server.statusText}`,
        },
      ];
}

function aboutPairs(pairs: readonly Pair[]): readonly Notice[] {
  const others = pairs.filter(({ samePort }) => samePort);
  if (others.length === 0) return [];
  return [
    {
      code: 'sharedAddress',
      message: `The same address also stands as ${describePairs(others)}`,
      wayOut: 'Take it out of those backends too, or its clients there meet the upgrade.',
    },
  ];
}
