import { deploy } from '../../fixtures/deploy.ts';
import { openApp } from '../../fixtures/openApp.ts';
import { watchThread } from '../journal/watchThread.ts';
import { timed } from '../lib/statistics.ts';
import { releaseVersion } from './thousandWorkspace.ts';
import { environmentName, serviceName } from '../../../shared/model/names.ts';

/** What the app's own process measures of itself. Milliseconds; of the main thread its own processor time in one go. */
export interface ThousandTimes {
  readonly ms: Readonly<Record<ThousandPhase, number>>;
  readonly blockMs: Readonly<Record<ThousandPhase, number>>;
  readonly records: number;
  readonly peakBytes: number;
}
export type ThousandPhase = 'open' | 'plan' | 'roll' | 'close';

/** node rollThousand.ts <workspace>: opens the app, plans, rolls everything, closes. */
async function rollThousand(workspace: string): Promise<ThousandTimes> {
  const thread = watchThread();
  const opening = await timed(() => openApp(workspace));
  const { client, errors } = opening.value;
  const openBlock = thread.take();
  const question = {
    service: serviceName.parse('shop'),
    environment: environmentName.parse('production'),
    version: releaseVersion,
  };
  const planning = await timed(() => client.call('rollouts.plan', question));
  const planBlock = thread.take();
  const rolling = await timed(() => deploy(client, releaseVersion));
  const rollBlock = thread.take();
  const { status } = rolling.value.rollout;
  if (status.kind !== 'finished' || status.result !== 'succeeded') throw new Error(JSON.stringify(status));
  const closing = await timed(() => opening.value.close());
  const closeBlock = thread.take();
  thread.stop();
  if (errors.length > 0) throw errors[0];
  return {
    ms: { open: opening.ms, plan: planning.ms, roll: rolling.ms, close: closing.ms },
    blockMs: { open: openBlock, plan: planBlock, roll: rollBlock, close: closeBlock },
    records: rolling.value.state.seq,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

console.log(JSON.stringify(await rollThousand(process.argv[2] ?? '')));
