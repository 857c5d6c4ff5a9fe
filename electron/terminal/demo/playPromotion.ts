import { Fault } from '../../../shared/protocol/fault.ts';
import { matrixOf } from '../../../shared/view/matrix.ts';
import { checkWorkspaceFiles } from '../../app/checkWorkspaceFiles.ts';
import { readNodeConfig } from '../../app/nodePorts.ts';
import { readState } from '../readState.ts';
import { deployRelease } from '../rollout/deployRelease.ts';
import type { RolloutSummary } from '../rollout/summary.ts';
import { isProven, type DemoSignoffs, type DemoSummary } from './demoSummary.ts';
import { askForSignoffs, changeWhatWasSigned, letAnaTry, signOff } from './playSignoffs.ts';
import { proveSignoffs } from './proveSignoffs.ts';
import type { DemoContext } from './runDemo.ts';
import type { Stage } from './stage.ts';

interface Played {
  readonly rollouts: readonly RolloutSummary[];
  /** The promotion that went to production. */
  readonly promotionId: string | undefined;
}

/** check → staging → sign-offs → production, while traffic flows; then everything is counted and verified. */
export async function playPromotion(context: DemoContext, stage: Stage): Promise<DemoSummary> {
  const { fleet, session, narrator } = stage;
  const [, good, broken] = fleet.versions;
  const begunAt = context.terminal.now().getTime();
  await checkFiles(context, stage);
  const { rollouts, promotionId } = await playOrLeave(stage, () =>
    stage.broken ? playBroken(context, stage, broken) : playGood(context, stage, good),
  );
  const durationMs = context.terminal.now().getTime() - begunAt;

  const fleetSeen = await session.client.call('fleet.look', {});
  const state = await readState(session.client);
  narrator.showMatrix(matrixOf(session.workspace, state, fleetSeen, context.terminal.now()));
  const signoffs = promotionId === undefined ? undefined : await proveSignoffs(stage, promotionId);
  await fleet.traffic.stop();
  const verification = await session.client.call('journal.verify', {});
  const traffic = fleet.traffic.totals();
  return {
    type: 'summary',
    ok: rollouts.every((it) => it.ok) && traffic.failed === 0 && isAllProven(signoffs) && verification.ok,
    service: fleet.service,
    version: stage.broken ? broken : good,
    requests: traffic.requests,
    failedRequests: traffic.failed,
    failures: traffic.failures,
    hosts: countHosts(rollouts),
    durationMs,
    chain: verification.ok ? 'intact' : 'broken',
    records: verification.records,
    balancers: fleet.balancerKind,
    ...(signoffs ? { signoffs } : {}),
    rollouts,
  };
}

/** Whatever goes wrong while the fleet is being taken down went wrong because of that. */
async function playOrLeave(stage: Stage, play: () => Promise<Played>): Promise<Played> {
  const left = (): Fault => new Fault('CANCELLED', 'The demo was left.');
  let played: Played;
  try {
    played = await play();
  } catch (error) {
    throw stage.signal.aborted ? left() : error;
  }
  if (played.rollouts.at(-1)?.result === 'interrupted') throw left();
  return played;
}

/** The whole way: tried in staging, asked for, refused to its author, signed, changed, signed again, deployed. */
async function playGood(context: DemoContext, stage: Stage, version: string): Promise<Played> {
  const { fleet, narrator } = stage;
  const rollouts: RolloutSummary[] = [];
  const toStaging = async (): Promise<boolean> => {
    const rollout = await deploy(context, stage, { version, environment: 'staging' });
    rollouts.push(rollout);
    return rollout.ok;
  };
  narrator.chapter(`${fleet.service} ${version} to staging`);
  if (!(await toStaging())) return { rollouts, promotionId: undefined };
  narrator.chapter('Rob asks for sign-offs for production');
  const promotionId = await askForSignoffs(stage, version);
  await letAnaTry(stage, promotionId);
  await signOff(stage, promotionId);

  narrator.chapter(`One commit more: ${version} is built anew, and tried in staging`);
  await changeWhatWasSigned(stage, promotionId);
  if (!(await toStaging())) return { rollouts, promotionId };
  await signOff(stage, promotionId);

  narrator.chapter('The same bytes, the same way, to production');
  rollouts.push(await deploy(context, stage, { version, environment: 'production', promotionId }));
  return { rollouts, promotionId };
}

/** Sign-offs are no promise: people can sign what does not work. */
async function playBroken(context: DemoContext, stage: Stage, version: string): Promise<Played> {
  const { fleet, narrator } = stage;
  narrator.chapter(
    `${fleet.service} ${version} to production: it never becomes healthy, and nobody tried it in staging`,
  );
  const promotionId = await askForSignoffs(stage, version);
  await signOff(stage, promotionId);
  const rollout = await deploy(context, stage, { version, environment: 'production', promotionId });
  return { rollouts: [rollout], promotionId };
}

/** The last rollout to each environment is what its hosts have now. */
function countHosts(rollouts: readonly RolloutSummary[]): number {
  const last = new Map(rollouts.map((it) => [it.environment, it.hosts.done]));
  return [...last.values()].reduce((sum, it) => sum + it, 0);
}

function isAllProven(signoffs: DemoSignoffs | undefined): boolean {
  return signoffs !== undefined && isProven(signoffs);
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
  target: { readonly version: string; readonly environment: string; readonly promotionId?: string },
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
