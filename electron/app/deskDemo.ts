import { startDemoFleet } from '../demo/demoFleet.ts';
import type { TrafficTotals } from '../demo/traffic.ts';
import type { DemoStage } from './desk.ts';

const requestsPerSecond = 50;

/** The embedded fleet with people who use it, for a desk that offers to try it. */
export async function startDemoStage(options: Parameters<typeof startDemoFleet>[0]): Promise<DemoStage> {
  const fleet = await startDemoFleet(options);
  fleet.traffic.start({ requestsPerSecond });
  return {
    workspaceDirectory: fleet.workspaceDirectory,
    keyFolders: [fleet.keyFolder],
    traffic: {
      totals: () => toCounts(fleet.traffic.totals()),
      onChange: (listener) => fleet.traffic.onChange((totals) => listener(toCounts(totals))),
    },
    dispose: () => fleet.dispose(),
  };
}

function toCounts({ requests, failed }: TrafficTotals): { requests: number; failed: number } {
  return { requests, failed };
}
