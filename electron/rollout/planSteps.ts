import type { PlanLine, PlanStep, StepKind } from '../../shared/model/plan.ts';
import { isArmed } from '../../shared/model/rolloutSettings.ts';
import type { ArtifactSource, Release } from '../../shared/model/release.ts';
import type {
  DeploymentTarget,
  FilledCheck,
  Host,
  Placement,
  Service,
} from '../../shared/model/workspace.ts';
import * as scripts from './hostScripts.ts';
import type { BalancerLine, EngineLiteral, PoolAction, PoolMember, PoolPort } from './ports.ts';

interface StepParts {
  readonly target: DeploymentTarget;
  readonly service: Service;
  readonly placement: Placement;
  readonly host: Host;
  readonly release: Release;
  readonly pool: Pick<PoolPort, 'literal' | 'literalState' | 'literalShare'>;
  /** For hosts that go first at part of their weight. */
  readonly lightPercent?: number | undefined;
  readonly engineLiteral?: EngineLiteral | undefined;
  /** The host's whole batch. */
  readonly batchHosts: readonly string[];
  readonly quote: (word: string) => string;
}

/** The artifact on its way to one host; all hosts at once, before any of them leaves the pool. */
export function planStagingSteps(parts: StepParts, source: ArtifactSource): PlanStep[] {
  const context = scriptContext(parts);
  const { stepTimeoutMs } = parts.target.settings;
  const bring: PlanLine[] =
    source.kind === 'url'
      ? [
          onHost(parts, scripts.prepareScript(context)),
          onHost(parts, scripts.fetchScript(context, source.url)),
        ]
      : [
          onHost(parts, scripts.prepareScript(context)),
          onDesktop(`upload ${source.path} to ${parts.host.name}:${scripts.incomingPath(context)}`),
        ];
  return [
    step(parts, 'stage', bring, stepTimeoutMs),
    step(parts, 'verify', [onHost(parts, scripts.verifyScript(context))], stepTimeoutMs),
    parts.engineLiteral
      ? step(
          parts,
          'rehearse',
          [
            onHost(parts, scripts.currentIsOursScript(context)),
            ...parts.engineLiteral.rehearsal(parts.host.name).map(onDesktop),
          ],
          stepTimeoutMs,
        )
      : step(parts, 'unpack', [onHost(parts, scripts.unpackScript(context))], stepTimeoutMs),
    ...(isArmed(parts.target.settings)
      ? [step(parts, 'arm', [onHost(parts, scripts.armScript(context))], stepTimeoutMs)]
      : []),
  ];
}

/** An engine does what commands would. */
const noCommands: Partial<NonNullable<Service['commands']>> = {};

/** One host out of the pool, upgraded, checked and back in. */
export function planHostSteps(parts: StepParts): PlanStep[] {
  const context = scriptContext(parts);
  const { precheck, stop, start, warm } = parts.service.commands ?? noCommands;
  const { settings } = parts.target;
  const { checks } = parts.placement;
  const member = memberOf(parts.target, parts.placement);

  const command = (kind: StepKind, text: string | undefined): PlanStep[] =>
    text === undefined
      ? []
      : [step(parts, kind, [onHost(parts, scripts.commandScript(context, text))], settings.stepTimeoutMs)];
  /** A balancer that knows less than HAProxy has nothing to do in some of the steps. */
  const pool = (kind: StepKind & PoolAction): PlanStep[] => {
    const lines = member ? toBalancers(parts, parts.pool.literal(kind, member)) : [];
    return lines.length > 0 ? [step(parts, kind, lines, settings.stepTimeoutMs)] : [];
  };
  const questions = member ? toBalancers(parts, parts.pool.literalState(member)) : [];
  const { on, asked } = splitBalancers(member, questions);
  const watch = (kind: StepKind, until: string, state: string, timeoutMs: number): PlanStep[] => {
    const lines = [
      ...(on === '' ? [] : [onDesktop(`wait until ${server} ${until} on ${on}`)]),
      ...(state === '' || asked === ''
        ? []
        : [onDesktop(`wait until it is "${state}" on ${asked}`), ...questions]),
    ];
    return lines.length > 0 ? [step(parts, kind, lines, timeoutMs)] : [];
  };

  const server = member ? `${member.backend}/${member.server}` : '';
  return [
    step(parts, 'inspect', [onHost(parts, scripts.inspectScript(context))], settings.checkTimeoutMs),
    ...command('precheck', precheck),
    ...(member && parts.lightPercent !== undefined
      ? [weightStep(parts, 'lighten', member, parts.lightPercent)]
      : []),
    ...pool('drain'),
    ...watch('awaitDrained', 'has no sessions', 'out', settings.drainTimeoutMs),
    ...pool('maintain'),
    ...command('stop', stop),
    ...(parts.engineLiteral
      ? [
          step(
            parts,
            'playbook',
            [
              onHost(parts, scripts.currentIsOursScript(context)),
              ...parts.engineLiteral.run(parts.batchHosts).map(onDesktop),
            ],
            settings.stepTimeoutMs,
          ),
          step(parts, 'switch', [onHost(parts, scripts.noteScript(context))], settings.stepTimeoutMs),
        ]
      : [step(parts, 'switch', [onHost(parts, scripts.switchScript(context))], settings.stepTimeoutMs)]),
    ...command('start', start),
    step(
      parts,
      'check',
      [checkLine(parts, context, checks.health, 'until it passes')],
      settings.checkTimeoutMs,
    ),
    ...command('warm', warm),
    ...pool('admit'),
    ...watch('awaitPoolHealthy', 'passes its checks', '', settings.checkTimeoutMs),
    ...(checks.smoke
      ? [step(parts, 'smoke', [checkLine(parts, context, checks.smoke, 'once')], settings.checkTimeoutMs)]
      : []),
    ...pool('ready'),
    ...watch('awaitInService', 'is UP', 'in', settings.checkTimeoutMs),
    ...(settings.soakMs > 0
      ? [
          step(
            parts,
            'soak',
            [checkLine(parts, context, checks.health, `for ${settings.soakMs} ms`)],
            settings.soakMs,
          ),
        ]
      : []),
  ];
}

/** The whole weight again, when the batch has been judged. */
export function planRaising(parts: StepParts): PlanStep[] {
  const member = memberOf(parts.target, parts.placement);
  const raise = member && weightStep(parts, 'raise', member, 100);
  return raise && raise.lines.length > 0 ? [raise] : [];
}

function weightStep(
  parts: StepParts,
  kind: 'lighten' | 'raise',
  member: PoolMember,
  percent: number,
): PlanStep {
  const lines = toBalancers(parts, parts.pool.literalShare(member, percent));
  return step(parts, kind, lines, parts.target.settings.stepTimeoutMs);
}

/** The pool member of a placement, where the target has a pool. */
export function memberOf(
  target: Pick<DeploymentTarget, 'pool'>,
  placement: Pick<Placement, 'server'>,
): PoolMember | undefined {
  if (!target.pool || placement.server === undefined) return undefined;
  return { backend: target.pool.backend, server: placement.server, balancers: target.pool.balancers };
}

export function scriptContext(
  parts: Pick<StepParts, 'target' | 'service' | 'placement' | 'host' | 'release' | 'quote'>,
): scripts.ScriptContext {
  return {
    service: parts.service.name,
    environment: parts.target.environment,
    host: parts.host.name,
    directory: parts.placement.directory,
    unpack: parts.service.unpack,
    ...(parts.service.engine ? { hasEngine: true } : {}),
    variables: parts.host.variables,
    release: parts.release,
    quote: parts.quote,
  };
}

function step(parts: StepParts, kind: StepKind, lines: PlanLine[], timeoutMs: number): PlanStep {
  return { id: `${parts.host.name}/${kind}`, kind, host: parts.host.name, lines, timeoutMs };
}

function onHost(parts: StepParts, text: string): PlanLine {
  return { to: { kind: 'host', name: parts.host.name }, text };
}

function onDesktop(text: string): PlanLine {
  return { to: { kind: 'desktop' }, text };
}

function toBalancers(parts: StepParts, lines: readonly BalancerLine[]): PlanLine[] {
  return lines.map(({ balancer, line }) => {
    const name = parts.target.pool?.balancers.find((candidate) => candidate === balancer);
    if (name === undefined) throw new Error(`balancer ${balancer} is not one of the pool's`);
    return { to: { kind: 'balancer', name }, text: line };
  });
}

/** Balancers that tell more than a state, and those that are asked for one by a command; as they are listed. */
function splitBalancers(
  member: PoolMember | undefined,
  questions: readonly PlanLine[],
): { readonly on: string; readonly asked: string } {
  const asked = new Set(questions.flatMap(({ to }) => (to.kind === 'balancer' ? [to.name as string] : [])));
  const names = member?.balancers ?? [];
  return {
    on: names.filter((name) => !asked.has(name)).join(', '),
    asked: names.filter((name) => asked.has(name)).join(', '),
  };
}

function checkLine(
  parts: StepParts,
  context: scripts.ScriptContext,
  check: FilledCheck,
  how: string,
): PlanLine {
  if ('command' in check) return onHost(parts, scripts.commandScript(context, check.command));
  const wanted = check.contains === undefined ? '' : ` containing ${JSON.stringify(check.contains)}`;
  return onDesktop(
    `GET http://${check.address ?? '127.0.0.1'}:${check.port}${check.http} through ${parts.host.name}, expect ${check.status ?? 200}${wanted}, ${how}`,
  );
}
