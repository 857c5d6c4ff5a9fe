import { hash } from 'node:crypto';
import { balancerName } from '../../shared/model/names.ts';
import type { Plan, PlanHost } from '../../shared/model/plan.ts';
import type { AvailableRelease } from '../../shared/model/release.ts';
import type { DeploymentTarget, Service, Workspace } from '../../shared/model/workspace.ts';
import type { PlanNotice } from '../../shared/model/promotion.ts';
import { Fault, faultCodes } from '../../shared/protocol/fault.ts';
import type { CommandBalancer } from '../balancer/commands/commandBalancer.ts';
import { createCommandPool } from '../balancer/commands/commandPool.ts';
import { joinPools } from '../balancer/commands/joinPools.ts';
import type { PreflightFinding } from '../balancer/preflight.ts';
import { createPoolControl } from '../balancer/poolControl.ts';
import type { PoolControl, ReloadEvent } from '../balancer/poolMember.ts';
import { mayRefuseShares, type ExpectedShare } from '../balancer/poolShare.ts';
import type { RuntimeClient } from '../balancer/runtimeClient.ts';
import { inSlices } from './checkpoint/inSlices.ts';
import { verifyEngineFiles } from './engineFiles.ts';
import { createEngineLiteral } from './engineLiteral.ts';
import { memberOf } from '../rollout/planSteps.ts';
import { canaryHostsOf, draftPlan } from '../rollout/planRollout.ts';
import { quoteShell } from '../ssh/quote.ts';
import { readReleases } from '../workspace/readReleases.ts';
import { verifyArtifact } from '../workspace/verifyArtifact.ts';
import type { AppPorts } from './ports.ts';

/** How often a wait on a balancer looks again. */
export const poolPollMs = 100;
/** A command is a process on a host. */
const commandPollMs = 500;

/** The balancers of the workspace, by their names and their make. */
export interface PoolBalancers {
  readonly haproxies: ReadonlyMap<string, RuntimeClient>;
  readonly byCommands: ReadonlyMap<string, CommandBalancer>;
}

export interface PreparedPlan {
  readonly plan: Plan;
  /** The very bytes that `planSha256` names. */
  readonly planJson: string;
  readonly planSha256: string;
  readonly target: DeploymentTarget;
  readonly service: Service;
  readonly release: AvailableRelease;
  /** Knows the pool's members by now; the rollout goes on with it. */
  readonly control: PoolControl;
  /** What a person should know before starting: sticky sessions, missing checks, servers already out. */
  readonly notices: readonly PlanNotice[];
}

export interface PlanQuestion {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** Only these hosts of the environment, in this order; default all. */
  readonly hosts?: readonly string[] | undefined;
  /** It takes a rollout back: hosts come in the order given, and nobody is asked to judge the first ones. */
  readonly isRollback?: boolean | undefined;
}

/**
 * Prepares everything that a rollout would need, and changes nothing: the release's bytes are verified, and
 * every balancer is asked whether it would obey.
 */
export async function preparePlan(
  question: PlanQuestion,
  parts: {
    readonly workspace: Workspace;
    readonly balancers: PoolBalancers;
    readonly ports: AppPorts;
    onReload?(event: ReloadEvent): void;
    readonly signal?: AbortSignal;
  },
): Promise<PreparedPlan> {
  const { workspace, ports } = parts;
  const whole = findTarget(workspace, question);
  const target = restrictTarget(whole, question);
  const service = findService(workspace, question.service);
  const release = await findRelease(workspace, question);
  await verifyArtifact(release, parts.signal ? { signal: parts.signal } : {});
  if (service.engine) await verifyEngineFiles(service.engine, parts.signal ? { signal: parts.signal } : {});

  const waits = { now: () => ports.now(), delay: ports.delay.bind(ports) };
  const haproxies = createPoolControl({
    ...waits,
    clients: parts.balancers.haproxies,
    pollMs: poolPollMs,
    onReload: (event) => parts.onReload?.(event),
  });
  const byCommands = createCommandPool(parts.balancers.byCommands, { ...waits, pollMs: commandPollMs });
  const control = joinPools(haproxies, byCommands);
  const notices = await verifyPool(target, control, parts.signal);

  const expected = await expectCanaryShares(target, control, parts.signal);
  const canaryShares = expected?.map(({ balancer, weight, ofWeight }) => ({
    balancer: balancerName.parse(balancer),
    weight,
    ofWeight,
  }));
  const isLeftLight = question.isRollback === true && whole.settings.canary?.weight !== undefined;

  const draft = draftPlan({
    target,
    canaryShares,
    restoresWeight: isLeftLight && target.pool !== undefined,
    servers: whole.placements.length,
    service,
    release,
    hosts: workspace.hosts,
    pool: control,
    engineLiteral: createEngineLiteral({ service, target, release, hosts: workspace.hosts }),
    quote: quoteShell,
  });
  const hosts: PlanHost[] = [];
  await inSlices(draft.hosts(), (host) => void hosts.push(host));
  const plan = draft.finish(hosts);
  const planJson = JSON.stringify(plan);
  return {
    plan,
    planJson,
    planSha256: hash('sha256', planJson),
    target,
    service,
    release,
    control,
    notices: [...notices, ...noticesOfShares(expected ?? [])],
  };
}

function restrictTarget(target: DeploymentTarget, { hosts, isRollback }: PlanQuestion): DeploymentTarget {
  const placementOf = (host: string) => target.placements.filter((placement) => placement.host === host);
  return {
    ...target,
    ...(isRollback === true ? { settings: toRollbackSettings(target.settings) } : {}),
    ...(hosts === undefined ? {} : { placements: hosts.flatMap(placementOf) }),
  };
}

/** A rollback is not judged by its first hosts, and not taken back itself. */
function toRollbackSettings(settings: DeploymentTarget['settings']): DeploymentTarget['settings'] {
  const { canary: _, timeLimitMs: __, ...rest } = settings;
  return { ...rest, order: 'asListed', onFailure: rest.onFailure === 'rollback' ? 'stop' : rest.onFailure };
}

export function findTarget(
  workspace: Workspace,
  question: Pick<PlanQuestion, 'service' | 'environment'>,
): DeploymentTarget {
  findService(workspace, question.service);
  const targets = workspace.targets.filter((target) => target.service === question.service);
  const found = targets.find((target) => target.environment === question.environment);
  if (found) return found;
  throw new Fault(
    'NOT_FOUND',
    `${question.service} is not deployed to an environment ${question.environment}.`,
    {
      wayOut: `It is deployed to: ${targets.map((target) => target.environment).join(', ') || 'none'}.`,
    },
  );
}

function findService(workspace: Workspace, name: string): Service {
  const service = workspace.services.find((candidate) => candidate.name === name);
  if (service) return service;
  throw new Fault('NOT_FOUND', `The workspace has no service ${name}.`, {
    wayOut: `It has: ${workspace.services.map((candidate) => candidate.name).join(', ') || 'none'}.`,
  });
}

async function findRelease(workspace: Workspace, question: PlanQuestion): Promise<AvailableRelease> {
  const { releases, problems } = await readReleases({
    directory: workspace.directory,
    folder: workspace.releasesFolder,
    service: question.service,
  });
  const release = releases.find((candidate) => candidate.version === question.version);
  if (release) return release;
  const known = releases.map((candidate) => candidate.version).join(', ') || 'none';
  throw new Fault('RELEASE_NOT_FOUND', `${question.service} has no release ${question.version}.`, {
    wayOut: `Releases in ${workspace.releasesFolder}: ${known}.`,
    ...(problems.length === 0
      ? {}
      : { details: problems.map((it) => `${it.file}:${it.line}:${it.column} ${it.message}`) }),
  });
}

/** Each server on each balancer, at once; every finding that would stop the rollout is said, not just the first. */
async function verifyPool(
  target: DeploymentTarget,
  control: PoolControl,
  signal: AbortSignal | undefined,
): Promise<readonly PlanNotice[]> {
  const members = target.placements.flatMap((placement) => memberOf(target, placement) ?? []);
  const reports = await control.preflight(members, signal ? { signal } : {});
  const findings = reports.flatMap((report) => report.findings);
  const blocking = findings.filter((finding) => finding.severity === 'blocking');
  const first = blocking[0];
  if (!first) return noticesOf(findings);
  const details = [...new Set(blocking.map((finding) => `${finding.balancer}: ${finding.message}`))];
  throw new Fault(
    faultCodes.find((code) => code === first.code) ?? 'BALANCER_REFUSED',
    details[0] ?? first.message,
    {
      details,
      ...(first.wayOut === undefined ? {} : { wayOut: first.wayOut }),
    },
  );
}

/** What cannot be done to a weight is refused here, before anything is touched. */
async function expectCanaryShares(
  target: DeploymentTarget,
  control: PoolControl,
  signal: AbortSignal | undefined,
): Promise<readonly ExpectedShare[] | undefined> {
  const weight = target.settings.canary?.weight;
  if (!weight) return undefined;
  const first = canaryHostsOf(target);
  const members = target.placements
    .filter(({ host }) => first.includes(host))
    .flatMap((placement) => memberOf(target, placement) ?? []);
  if (members.length === 0) {
    throw new Fault(
      'INVALID_INPUT',
      `${target.service} in ${target.environment} has no pool, so that no canary can have ${weight.percent} % of a weight.`,
      { wayOut: 'Leave the weight out of the canary, or name the pool.' },
    );
  }
  return control.expectShare(members, weight.percent, signal ? { signal } : {});
}

function noticesOfShares(shares: readonly ExpectedShare[]): PlanNotice[] {
  return shares.filter(mayRefuseShares).map(({ balancer, algorithm }) => ({
    about: balancer,
    message: `balance ${algorithm} takes part of a weight with "hash-type consistent" only, and HAProxy does not tell which it has`,
    wayOut: 'Where it refuses, the first host stays in service as it is, and the rollout ends there.',
  }));
}

function noticesOf(findings: readonly PreflightFinding[]): PlanNotice[] {
  const byMessage = new Map(
    findings.map(({ balancer, message, wayOut }): [string, PlanNotice] => [
      `${balancer}: ${message}`,
      { about: balancer, message, ...(wayOut === undefined ? {} : { wayOut }) },
    ]),
  );
  return [...byMessage.values()];
}
