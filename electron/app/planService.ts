import { hash } from 'node:crypto';
import type { Plan } from '../../shared/model/plan.ts';
import type { AvailableRelease } from '../../shared/model/release.ts';
import type { DeploymentTarget, Service, Workspace } from '../../shared/model/workspace.ts';
import type { PlanNotice } from '../../shared/model/promotion.ts';
import { Fault, faultCodes } from '../../shared/protocol/fault.ts';
import type { PreflightFinding } from '../balancer/preflight.ts';
import { createPoolControl } from '../balancer/poolControl.ts';
import type { PoolControl, ReloadEvent } from '../balancer/poolMember.ts';
import type { RuntimeClient } from '../balancer/runtimeClient.ts';
import { verifyEngineFiles } from './engineFiles.ts';
import { createEngineLiteral } from './engineLiteral.ts';
import { memberOf } from '../rollout/planSteps.ts';
import { planRollout } from '../rollout/planRollout.ts';
import { quoteShell } from '../ssh/quote.ts';
import { readReleases } from '../workspace/readReleases.ts';
import { verifyArtifact } from '../workspace/verifyArtifact.ts';
import type { AppPorts } from './ports.ts';

/** How often a wait on a balancer looks again. */
export const poolPollMs = 100;

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
    readonly clients: ReadonlyMap<string, RuntimeClient>;
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

  const control = createPoolControl({
    clients: parts.clients,
    now: () => ports.now(),
    delay: (ms, o) => ports.delay(ms, o),
    pollMs: poolPollMs,
    onReload: (event) => parts.onReload?.(event),
  });
  const notices = await verifyPool(target, control, parts.signal);

  const plan = planRollout({
    target,
    servers: whole.placements.length,
    service,
    release,
    hosts: workspace.hosts,
    poolLiteral: (action, member) => control.literal(action, member),
    engineLiteral: createEngineLiteral({ service, target, release, hosts: workspace.hosts }),
    quote: quoteShell,
  });
  const planJson = JSON.stringify(plan);
  return { plan, planJson, planSha256: hash('sha256', planJson), target, service, release, control, notices };
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

function noticesOf(findings: readonly PreflightFinding[]): PlanNotice[] {
  const byMessage = new Map(
    findings.map(({ balancer, message, wayOut }): [string, PlanNotice] => [
      `${balancer}: ${message}`,
      { about: balancer, message, ...(wayOut === undefined ? {} : { wayOut }) },
    ]),
  );
  return [...byMessage.values()];
}
