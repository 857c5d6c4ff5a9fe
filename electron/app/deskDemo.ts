import { startDemoFleet } from '../demo/demoFleet.ts';
import type { DemoStage } from './desk.ts';

const requestsPerSecond = 50;

/** The embedded fleet with people who use it, for a desk that offers to try it. */
export async function startDemoStage(options: {
  readonly onProgress?: (message: string) => void;
}): Promise<DemoStage> {
  const fleet = await startDemoFleet(options);
  fleet.traffic.start({ requestsPerSecond });
  return { workspaceDirectory: fleet.workspaceDirectory, dispose: () => fleet.dispose() };
}
