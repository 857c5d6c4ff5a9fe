import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { HostSighting } from '../../../../shared/model/sighting.ts';
import type { Workspace } from '../../../../shared/model/workspace.ts';
import { useFleet } from '../../stores/useStores.ts';

/** The sightings of every host that the service lives on; the same object until one of them changes. */
export function useServiceSightings(
  workspace: Workspace,
  service: string,
): Readonly<Record<string, HostSighting>> {
  const hosts = useMemo(
    () =>
      workspace.targets
        .filter((target) => target.service === service)
        .flatMap((target) => target.placements.map(({ host }): string => host)),
    [workspace, service],
  );
  return useFleet(
    useShallow((state) =>
      Object.fromEntries(
        hosts.flatMap((host) => {
          const sighting = state.hosts[host];
          return sighting ? [[host, sighting]] : [];
        }),
      ),
    ),
  );
}
