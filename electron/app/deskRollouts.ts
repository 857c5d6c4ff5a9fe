import { reduce } from '../../shared/journal/reduce.ts';
import { isUnderWay } from '../../shared/journal/rolloutStatus.ts';
import type { JournalState } from '../../shared/journal/state.ts';
import { createClient } from '../../shared/protocol/client.ts';
import { createMemoryTransportPair } from '../../shared/protocol/memoryTransport.ts';
import type { App } from './createApp.ts';

export interface RunningRollout {
  readonly id: string;
  readonly service: string;
  readonly version: string;
  readonly environment: string;
}

/** The process whose end would interrupt a rollout. */
export interface Runner {
  readonly machine: string;
  readonly pid: number;
}

/** What this process is rolling out; other processes' rollouts go on without us. */
export function runningRolloutsOf(state: JournalState, self: Runner): RunningRollout[] {
  return Object.values(state.rollouts)
    .filter(({ status, runner }) => {
      return isUnderWay(status) && runner?.machine === self.machine && runner.pid === self.pid;
    })
    .map(({ id, service, release, environment }) => ({ id, service, version: release.version, environment }));
}

export function describeRunning({ service, version, environment }: RunningRollout): string {
  return `${service} ${version} is being rolled out to ${environment}`;
}

/** Asks the app as any client would. */
export async function readRunningRollouts(
  app: Pick<App, 'connect'>,
  self: Runner,
): Promise<RunningRollout[]> {
  return runningRolloutsOf(await followState(app, () => true), self);
}

/** Resolves when this process rolls nothing out any more, or when the app's line ends. */
export async function untilNothingRuns(app: Pick<App, 'connect'>, self: Runner): Promise<void> {
  await followState(app, (state) => runningRolloutsOf(state, self).length === 0);
}

function followState(
  app: Pick<App, 'connect'>,
  isEnough: (state: JournalState) => boolean,
): Promise<JournalState> {
  const line = createMemoryTransportPair();
  app.connect(line.host);
  const client = createClient(line.client);
  return new Promise<JournalState>((resolve, reject) => {
    let state: JournalState | undefined;
    const look = (next: JournalState): void => {
      state = next;
      if (isEnough(next)) resolve(next);
    };
    client.onClose((reason) => reject(new Error(`The app ended: ${reason}`)));
    client.subscribe(
      'state',
      {},
      {
        onSnapshot: look,
        onEvents: (records) => {
          if (state) look(records.reduce(reduce, state));
        },
        onFault: reject,
      },
    );
  }).finally(() => client.close());
}
