import type { FleetEvent, FleetSnapshot } from '../../../shared/contract/fleetArea.ts';
import { reduce } from '../../../shared/journal/reduce.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import type { Fault } from '../../../shared/protocol/fault.ts';
import { matrixOf, type Matrix } from '../../../shared/view/matrix.ts';

/** Ages move on even where nothing else does. */
const atLeastEveryMs = 1_000;

/** The matrix again and again: whenever a sighting or a record comes in, and once a second. */
export function followMatrix(
  client: Client,
  workspace: Workspace,
  options: {
    now(): Date;
    readonly onMatrix: (matrix: Matrix) => void;
    readonly onFault: (fault: Fault) => void;
  },
): { close(): void } {
  let state: JournalState | undefined;
  let fleet: FleetSnapshot | undefined;
  const { onFault } = options;

  const tell = (): void => {
    if (state && fleet) options.onMatrix(matrixOf(workspace, state, fleet, options.now()));
  };
  const timer = setInterval(tell, atLeastEveryMs);
  const states = client.subscribe(
    'state',
    {},
    {
      onSnapshot: (snapshot) => {
        state = snapshot;
        tell();
      },
      onEvents: (records) => {
        state = state && records.reduce(reduce, state);
        tell();
      },
      onFault,
    },
  );
  const sightings = client.subscribe(
    'fleet',
    {},
    {
      onSnapshot: (snapshot) => {
        fleet = snapshot;
        tell();
      },
      onEvents: (events) => {
        fleet = fleet && events.reduce(takeIn, fleet);
        tell();
      },
      onFault,
    },
  );
  return {
    close: () => {
      clearInterval(timer);
      states.close();
      sightings.close();
    },
  };
}

function takeIn(fleet: FleetSnapshot, event: FleetEvent): FleetSnapshot {
  if (event.of === 'host') {
    const others = fleet.hosts.filter((it) => it.host !== event.sighting.host);
    return { ...fleet, hosts: [...others, event.sighting] };
  }
  const others = fleet.balancers.filter((it) => it.balancer !== event.sighting.balancer);
  return { ...fleet, balancers: [...others, event.sighting] };
}
