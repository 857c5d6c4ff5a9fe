import type { Plan, PlanHost, PlanLine, PlanStep } from '../model/plan.ts';
import { formatDuration } from './formatDuration.ts';
import { namesOf } from './promotionChanges.ts';
import { stepText } from './stepText.ts';
import {
  budgetWords,
  canaryWords,
  failuresAllowedIn,
  onFailureWords,
  timeLimitWords,
} from './settingsWords.ts';

/** One row of the literal plan as it is listed; `id` is stable while the plan is the same. */
export type PlanRow =
  | { readonly kind: 'section'; readonly id: string; readonly title: string; readonly note: string }
  | {
      readonly kind: 'host';
      readonly id: string;
      readonly host: string;
      readonly steps: number;
      readonly isOpen: boolean;
    }
  | { readonly kind: 'step'; readonly id: string; readonly title: string; readonly timeoutMs: number }
  | { readonly kind: 'line'; readonly id: string; readonly prefix: string; readonly text: string };

/** @param closed ids of the hosts' rows whose steps are not listed. */
export function planRowsOf(plan: Plan, closed: ReadonlySet<string>): readonly PlanRow[] {
  return [
    {
      kind: 'section',
      id: 'staging',
      title: 'Staging',
      note: 'on every host, before any host leaves its pool',
    },
    ...plan.hosts.flatMap((host) => hostRows(`staging/${host.host}`, host, host.staging, closed)),
    ...plan.batches.flatMap((hosts, index): PlanRow[] => [
      {
        kind: 'section',
        id: `batch/${index}`,
        title: `Batch ${index + 1} of ${plan.batches.length}`,
        note: namesOf(hosts),
      },
      ...plan.hosts
        .filter((host) => host.batch === index)
        .flatMap((host) => hostRows(`batch/${index}/${host.host}`, host, host.steps, closed)),
      ...raisingRows(plan, index, closed),
    ]),
  ];
}

/** Hosts that came back at part of their weight. */
function raisingRows(plan: Plan, batch: number, closed: ReadonlySet<string>): PlanRow[] {
  const raised = plan.hosts.filter((host) => host.batch === batch && host.raising !== undefined);
  if (raised.length === 0) return [];
  const note = batch + 1 < plan.batches.length ? `before batch ${batch + 2}` : 'before it ends';
  return [
    { kind: 'section', id: `raising/${batch}`, title: 'Whole weight', note },
    ...raised.flatMap((host) => hostRows(`raising/${host.host}`, host, host.raising ?? [], closed)),
  ];
}

/** The ids of all rows that can be closed. */
export function closableRowsOf(plan: Plan): readonly string[] {
  return plan.hosts.flatMap(({ host, batch, raising }) => [
    `staging/${host}`,
    `batch/${batch}/${host}`,
    ...(raising === undefined ? [] : [`raising/${host}`]),
  ]);
}

function hostRows(
  id: string,
  host: PlanHost,
  steps: readonly PlanStep[],
  closed: ReadonlySet<string>,
): PlanRow[] {
  const isOpen = !closed.has(id);
  const head: PlanRow = { kind: 'host', id, host: host.host, steps: steps.length, isOpen };
  return isOpen ? [head, ...steps.flatMap((step) => stepRows(id, step))] : [head];
}

function stepRows(under: string, step: PlanStep): PlanRow[] {
  const id = `${under}/${step.kind}`;
  const texts = step.lines.flatMap(literalLinesOf);
  return [
    { kind: 'step', id, title: stepText(step.kind), timeoutMs: step.timeoutMs },
    ...texts.map(({ prefix, text }, index): PlanRow => ({
      kind: 'line',
      id: `${id}/${index}`,
      prefix,
      text,
    })),
  ];
}

export interface LiteralLine {
  readonly prefix: string;
  /** The name alone. */
  readonly to: string;
  readonly text: string;
}

/** Each line of a script by itself, behind the name of where it goes: `web-1 $`, `lb-1 >`, `here :`. */
export function literalLinesOf(line: PlanLine): readonly LiteralLine[] {
  const prefix = prefixOf(line);
  const to = line.to.kind === 'desktop' ? 'here' : line.to.name;
  return line.text
    .trimEnd()
    .split('\n')
    .map((text) => ({ prefix, to, text }));
}

function prefixOf({ to }: PlanLine): string {
  switch (to.kind) {
    case 'host':
      return `${to.name} $`;
    case 'balancer':
      return `${to.name} >`;
    case 'desktop':
      return 'here :';
  }
}

/** The whole plan as text, for the clipboard. */
export function planTextOf(plan: Plan, planSha256: string): string {
  const rows = planRowsOf(plan, new Set());
  return [
    `${plan.service} ${plan.release.version} to ${plan.environment}`,
    ...rows.map(rowText),
    `plan SHA-256 ${planSha256}`,
    '',
  ].join('\n');
}

function rowText(row: PlanRow): string {
  switch (row.kind) {
    case 'section':
      return `\n${row.title}: ${row.note}`;
    case 'host':
      return `  ${row.host}`;
    case 'step':
      return `    # ${row.title}, at most ${formatDuration(row.timeoutMs)}`;
    case 'line':
      return `      ${row.prefix} ${row.text}`;
  }
}

/** What will happen, in sentences; the same words in every window. */
export function planStoryOf(plan: Plan): readonly string[] {
  const { settings, pool } = plan;
  const sizes = plan.batches.map((hosts) => hosts.length);
  const canary = canaryWords(plan);
  const timeLimit = timeLimitWords(settings);
  const allowed = failuresAllowedIn(plan);
  const budget = budgetWords(plan);
  return [
    `The artifact is brought to ${hostCount(plan.hosts.length)}, up to ${settings.stagingParallel} at once, and its SHA-256 is verified there.`,
    sizes.length === 1
      ? `Then all of them in one batch, ${atATime(settings.parallel)}.`
      : `Then in ${sizes.length} batches of ${sizes.join(', ')} ${sizes.at(-1) === 1 ? 'host' : 'hosts'}, ${atATime(settings.parallel)}; a batch begins when the one before has ended.`,
    ...(pool
      ? [
          `Each host is drained on ${pool.balancers.join(', ')} for at most ${formatDuration(settings.drainTimeoutMs)}${afterDrain(settings.onDrainDeadline)}, upgraded${byEngine(plan)}, checked, and returned.`,
          `At least ${pool.floor} of ${hostCount(pool.servers)} stay in service on every balancer.`,
        ]
      : [
          `There is no pool: each host is ${plan.engine ? `upgraded${byEngine(plan)}` : 'restarted'} in its turn, and is away while it is.`,
        ]),
    ...(canary === undefined ? [] : [`${canary}.`]),
    ...(timeLimit === undefined
      ? []
      : [`There are ${timeLimit}; on every host it is verified beforehand that this can be done.`]),
    allowed === 0
      ? `The first host that fails${budget === undefined ? '' : ` (${budget})`} ${onFailureWords(settings)}; that host stays out of the pool, the others stay as they are.`
      : `Up to ${hostCount(allowed)} may fail${budget === undefined ? '' : ` (${budget})`}; one more ${onFailureWords(settings)}, and the others stay as they are.`,
  ];
}

function hostCount(count: number): string {
  return count === 1 ? '1 host' : `${count} hosts`;
}

function byEngine({ engine }: Pick<Plan, 'engine'>): string {
  return engine ? ` by ansible-playbook ${engine.playbook} at commit ${engine.commit.slice(0, 12)}` : '';
}

function atATime(parallel: number): string {
  return parallel === 1 ? 'host by host' : `${parallel} hosts at a time`;
}

function afterDrain(onDeadline: Plan['settings']['onDrainDeadline']): string {
  switch (onDeadline) {
    case 'maintenance':
      return ', then its traffic is stopped';
    case 'shutdownSessions':
      return ', then its sessions are ended';
    case 'fail':
      return ', or it fails';
  }
}

/** What another plan has that this one had not, in a few words each; empty when only the digest differs. */
export function planDifferencesOf(before: Plan, after: Plan): readonly string[] {
  const stepsBefore = stepsOf(before);
  const stepsAfter = stepsOf(after);
  const hostsBefore = new Set<string>(before.hosts.map((host) => host.host));
  const hostsAfter = new Set<string>(after.hosts.map((host) => host.host));
  const changed = [...stepsAfter].filter(([id, text]) => (stepsBefore.get(id) ?? text) !== text).length;
  return [
    ...(before.release.artifactSha256 === after.release.artifactSha256
      ? []
      : [
          `The artifact's bytes: ${before.release.artifactSha256.slice(0, 12)} became ${after.release.artifactSha256.slice(0, 12)}.`,
        ]),
    ...(before.release.commit === after.release.commit
      ? []
      : [`The commit: ${before.release.commit.slice(0, 12)} became ${after.release.commit.slice(0, 12)}.`]),
    ...listed(
      'New hosts',
      [...hostsAfter].filter((host) => !hostsBefore.has(host)),
    ),
    ...listed(
      'Hosts that are gone',
      [...hostsBefore].filter((host) => !hostsAfter.has(host)),
    ),
    ...(JSON.stringify(before.settings) === JSON.stringify(after.settings) ? [] : ['The limits.']),
    ...(JSON.stringify(before.batches) === JSON.stringify(after.batches) ? [] : ['The batches.']),
    ...(changed === 0 ? [] : [`The lines of ${changed === 1 ? '1 step' : `${changed} steps`}.`]),
  ];
}

function listed(title: string, hosts: readonly string[]): string[] {
  return hosts.length === 0 ? [] : [`${title}: ${namesOf(hosts)}.`];
}

function stepsOf(plan: Plan): ReadonlyMap<string, string> {
  return new Map(
    plan.hosts.flatMap((host) =>
      [...host.staging, ...host.steps, ...(host.raising ?? [])].map((step): [string, string] => [
        step.id,
        JSON.stringify(step.lines),
      ]),
    ),
  );
}
