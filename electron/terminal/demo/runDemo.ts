import { Fault } from '../../../shared/protocol/fault.ts';
import { startDemoFleet, type DemoFleet } from '../../demo/demoFleet.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { openSession, type Session } from '../session.ts';
import { createNarrator, type Narrator } from './narrator.ts';
import { playPromotion } from './playPromotion.ts';
import { showControlRoom, type Screens } from './showControlRoom.ts';

export type DemoContext = Pick<Context, 'terminal' | 'colors' | 'json'>;

export interface DemoOptions {
  readonly headless: boolean;
  readonly dir?: string | undefined;
  readonly broken: boolean;
  /** `undefined`: the story is told on the terminal. */
  readonly screens?: Screens | undefined;
}

const requestsPerSecond = 50;

/** With screens the control room opens on the fleet, and the person does the promoting; without, the story plays. */
export async function runDemo(context: DemoContext, options: DemoOptions): Promise<ExitCode> {
  const { screens, dir } = options;
  if (!screens) return playStory(context, options);
  const say = (text: string): void => context.terminal.out.write(`${context.colors.dim('·')} ${text}\n`);
  return showControlRoom(context, { screens, dir, say });
}

/** The whole story: a fleet, traffic, a promotion through the same code as `signalbox deploy`, a summary. */
async function playStory(context: DemoContext, options: DemoOptions): Promise<ExitCode> {
  const leave = new AbortController();
  const stopListening = context.terminal.onInterrupt(() =>
    leave.abort(new Fault('CANCELLED', 'The demo was left.')),
  );
  const narrator = createNarrator(context);
  try {
    const fleet = await startDemoFleet({
      ...(options.dir === undefined ? {} : { directory: options.dir, keep: true }),
      signal: leave.signal,
      onProgress: (message) => narrator.say(message),
    });
    try {
      fleet.traffic.start({ requestsPerSecond });
      return await tellStory(context, fleet, narrator, { ...options, signal: leave.signal });
    } finally {
      await fleet.dispose();
    }
  } finally {
    narrator.end();
    stopListening();
  }
}

async function tellStory(
  context: DemoContext,
  fleet: DemoFleet,
  narrator: Narrator,
  options: DemoOptions & { readonly signal: AbortSignal },
): Promise<ExitCode> {
  const { signal } = options;
  const session = await openFleetSession(context, fleet, narrator);
  let ok: boolean;
  try {
    const summary = await playPromotion(context, {
      fleet,
      session,
      narrator,
      broken: options.broken,
      signal,
    });
    narrator.conclude(summary);
    ok = summary.ok;
  } finally {
    await session.close();
  }
  if (signal.aborted) return exitCodes.interrupted;
  if (options.dir !== undefined && !options.headless) {
    narrator.invite(fleet);
    await untilAborted(signal);
  }
  return ok ? exitCodes.ok : exitCodes.notOk;
}

function openFleetSession(context: DemoContext, fleet: DemoFleet, narrator: Narrator): Promise<Session> {
  return openSession({
    workspaceDirectory: fleet.workspaceDirectory,
    readOnly: false,
    keyFolders: [fleet.keyFolder],
    environment: context.terminal.environment,
    reportError: (error) => narrator.say(error instanceof Error ? error.message : String(error)),
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    // The fleet's own listeners hold the process; this one needs nothing more.
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
