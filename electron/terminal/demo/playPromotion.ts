import { Fault } from '../../../shared/protocol/fault.ts';
import { matrixOf } from '../../../shared/view/matrix.ts';
import { checkWorkspaceFiles } from '../../app/checkWorkspaceFiles.ts';
import { readNodeConfig } from '../../app/nodePorts.ts';
import type { DemoFleet } from '../../demo/demoFleet.ts';
import { readState } from '../readState.ts';
import { deployRelease } from '../rollout/deployRelease.ts';
import type { RolloutSummary } from '../rollout/summary.ts';
import type { Session } from '../session.ts';
import type { DemoSummary } from './demoSummary.ts';
import type { Narrator } from './narrator.ts';
import type { DemoContext } from './runDemo.ts';

interface Stage {
  readonly fleet: DemoFleet;
  readonly session: Session;
  readonly narrator: Narrator;
  readonly broken: boolean;
  readonly signal: AbortSignal;
}

/** check → staging → production, while traffic flows; then everything is counted and verified. */
export async function playPromotion(context: DemoContext, stage: Stage): Promise<DemoSummary> {
  const { fleet, session, narrator } = stage;
  const [, good, broken] = fleet.versions;
  const begunAt = context.terminal.now().getTime();
  await checkFiles(context, stage);

  const rollouts: RolloutSummary[] = [];
  if (stage.broken) {
    narrator.chapter(
      `${fleet.service} ${broken} to production: it never becomes healthy, and nobody tried it in staging`,
    );
    rollouts.push(await deploy(context, stage, { version: broken, environment: 'production' }));
  } else {
    narrator.chapter(`${fleet.service} ${good} to staging`);
    rollouts.push(await deploy(context, stage, { version: good, environment: 'staging' }));
    if (rollouts.every((it) => it.ok)) {
      narrator.chapter(`The same bytes, the same way, to production`);
      rollouts.push(await deploy(context, stage, { version: good, environment: 'production' }));
    }
  }
  const durationMs = context.terminal.now().getTime() - begunAt;
  const ended = rollouts.at(-1);
  if (ended?.result === 'interrupted') throw new Fault('CANCELLED', 'The demo was left.');

  const fleetSeen = await session.client.call('fleet.look', {});
  const state = await readState(session.client);
  narrator.showMatrix(matrixOf(session.workspace, state, fleetSeen, context.terminal.now()));
  await fleet.traffic.stop();
  const verification = await session.client.call('journal.verify', {});
  const traffic = fleet.traffic.totals();
  return {
    type: 'summary',
    ok: rollouts.every((it) => it.ok) && traffic.failed === 0 && verification.ok,
    service: fleet.service,
    version: stage.broken ? broken : good,
    requests: traffic.requests,
    failedRequests: traffic.failed,
    failures: traffic.failures,
    hosts: rollouts.reduce((sum, it) => sum + it.hosts.done, 0),
    durationMs,
    chain: verification.ok ? 'intact' : 'broken',
    records: verification.records,
    balancers: fleet.balancerKind,
    rollouts,
  };
}

async function checkFiles(context: DemoContext, { fleet, narrator }: Stage): Promise<void> {
  const { problems, files } = await checkWorkspaceFiles(
    await readNodeConfig({
      workspaceDirectory: fleet.workspaceDirectory,
      readOnly: true,
      environment: context.terminal.environment,
    }),
  );
  narrator.say(`Checked the workspace: ${files.length} files, ${problems.length} problems`);
}

function deploy(
  context: DemoContext,
  { fleet, session, narrator, signal }: Stage,
  target: { readonly version: string; readonly environment: string },
): Promise<RolloutSummary> {
  // The name that a person would have to type.
  const deployment = { service: fleet.service, ...target, confirmEnvironment: target.environment };
  return deployRelease(session, deployment, {
    showPlan: (prepared) => narrator.showPlan(prepared),
    confirm: () => Promise.resolve(undefined),
    createReporter: () => narrator.createReporter(fleet.traffic),
    onInterrupt: (listener) => {
      const heard = (): void => listener();
      if (signal.aborted) heard();
      signal.addEventListener('abort', heard);
      return () => signal.removeEventListener('abort', heard);
    },
    onFirstInterrupt: 'leave',
    now: () => context.terminal.now(),
  });
}
