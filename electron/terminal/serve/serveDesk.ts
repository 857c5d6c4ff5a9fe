import { join } from 'node:path';
import { createDesk, type Desk } from '../../app/desk.ts';
import { startDemoStage } from '../../app/deskDemo.ts';
import { deskFolder } from '../../app/deskFolder.ts';
import { describeRunning } from '../../app/deskRollouts.ts';
import { createNodePorts, readNodeConfig } from '../../app/nodePorts.ts';
import { createRecentWorkspaces } from '../../app/recentWorkspaces.ts';
import type { Context } from '../context.ts';

/** The desk behind a served control room. With a workspace it serves that one only; without, it offers a choice. */
export async function createServedDesk(
  context: Pick<Context, 'terminal'>,
  options: {
    readonly workspaceDirectory: string | undefined;
    readonly readOnly: boolean;
    readonly reportError: (error: unknown) => void;
    /** How the embedded fleet is started, when somebody tries it. */
    readonly demo?: Parameters<typeof startDemoStage>[0];
  },
): Promise<Desk> {
  const { environment } = context.terminal;
  const { workspaceDirectory, readOnly, reportError } = options;
  const ports = createNodePorts({ reportError });
  const config = await readNodeConfig({
    workspaceDirectory: workspaceDirectory ?? '',
    readOnly,
    environment,
  });
  const folder = deskFolder({ platform: process.platform, home: config.home, environment });
  const desk = createDesk({
    config,
    ports,
    ...(workspaceDirectory === undefined
      ? { lobby: { startDemo: () => startDemoStage(options.demo ?? {}) } }
      : {}),
    recent: createRecentWorkspaces({
      file: join(folder, 'recent.json'),
      now: () => ports.now(),
      reportError,
    }),
  });
  if (workspaceDirectory !== undefined) {
    await desk.open(workspaceDirectory).catch(async (error: unknown) => {
      await desk.dispose();
      throw error;
    });
  }
  return desk;
}

/**
 * Waits until the person leaves. While a rollout runs the first wish to leave is answered with what it would
 * interrupt, and only the second is followed.
 */
export async function untilLeft(
  desk: Pick<Desk, 'runningRollouts'>,
  of: { onInterrupt(listener: () => void): () => void; tell(text: string): void },
): Promise<'left' | 'interruptedRollout'> {
  const ended = Promise.withResolvers<'left' | 'interruptedRollout'>();
  let isWarned = false;
  const decide = async (): Promise<void> => {
    const running = await desk.runningRollouts();
    if (running.length === 0) return ended.resolve('left');
    if (isWarned) return ended.resolve('interruptedRollout');
    isWarned = true;
    for (const it of running) of.tell(`${describeRunning(it)}.`);
    of.tell('Leaving now interrupts it where it is. Ctrl-C again leaves all the same.');
  };
  const stopListening = of.onInterrupt(() => void decide().catch(ended.reject));
  return ended.promise.finally(stopListening);
}
