import type { Plan, PlanHost, PlanLine, PlanStep } from '../../../shared/model/plan.ts';
import type { PlanNotice } from '../../../shared/model/promotion.ts';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { literalLinesOf } from '../../../shared/view/promotionPlan.ts';
import {
  budgetWords,
  canaryWords,
  failuresAllowedIn,
  onFailureWords,
  timeLimitWords,
} from '../../../shared/view/settingsWords.ts';
import { stepText } from '../../../shared/view/stepText.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';

interface Prepared {
  readonly plan: Plan;
  readonly planSha256: string;
  readonly notices: readonly PlanNotice[];
}

/** The whole plan, to the letter: what is printed is what will be sent, and its digest names it. */
export function planText(prepared: Prepared, colors: Palette): string {
  const { plan } = prepared;
  return [
    ...planSummary(prepared, colors),
    '',
    colors.bold('Staging, on all hosts before any leaves its pool'),
    ...plan.hosts.flatMap((host) => hostText(host, host.staging, colors)),
    ...plan.batches.flatMap((_, index) => [
      '',
      colors.bold(`Batch ${index + 1} of ${plan.batches.length}`),
      ...plan.hosts
        .filter((host) => host.batch === index)
        .flatMap((host) => hostText(host, host.steps, colors)),
      ...raisingText(plan, index, colors),
    ]),
    '',
    `plan SHA-256 ${prepared.planSha256}`,
  ].join('\n');
}

function raisingText({ hosts, batches }: Plan, batch: number, colors: Palette): string[] {
  const raised = hosts.filter((host) => host.batch === batch && host.raising !== undefined);
  if (raised.length === 0) return [];
  return [
    '',
    colors.bold(batch + 1 < batches.length ? `Then, before batch ${batch + 2}` : 'Then, before it ends'),
    ...raised.flatMap((host) => hostText(host, host.raising ?? [], colors)),
  ];
}

/** What a person should know before starting it, on a few lines. */
export function planSummary({ plan, planSha256, notices }: Prepared, colors: Palette): string[] {
  const { release, settings, pool } = plan;
  const canary = canaryWords(plan);
  const budget = budgetWords(plan);
  const timeLimit = timeLimitWords(settings);
  const fields: readonly (readonly [string, string])[] = [
    [
      'release',
      `commit ${release.commit.slice(0, 12)}, artifact SHA-256 ${release.artifactSha256.slice(0, 12)}…`,
    ],
    ['batches', plan.batches.map((hosts) => hosts.join(' ')).join('  |  ')],
    [
      'pool',
      pool
        ? `${pool.backend} on ${pool.balancers.join(', ')}; at least ${pool.floor} of ${pool.servers} stay in service`
        : 'none: every host is simply restarted in its turn',
    ],
    [
      'limits',
      `${settings.parallel} at a time, ${failuresAllowedIn(plan)} failures allowed, soak ${formatDuration(settings.soakMs)}`,
    ],
    ...(canary === undefined ? [] : [['canary', canary] as const]),
    ...(timeLimit === undefined ? [] : [['time', timeLimit] as const]),
    ...(budget === undefined ? [] : [['budget', budget] as const]),
    ['failures', `one more than allowed ${onFailureWords(settings)}`],
    ['', `drain ${formatDuration(settings.drainTimeoutMs)}, then ${settings.onDrainDeadline}`],
    ['', `step ${formatDuration(settings.stepTimeoutMs)}, checks ${formatDuration(settings.checkTimeoutMs)}`],
    ['plan', `SHA-256 ${planSha256.slice(0, 12)}…`],
  ];
  return [
    `${colors.bold(`${plan.service} ${release.version}`)} to ${colors.bold(plan.environment)}, ${plan.hosts.length} ${plan.hosts.length === 1 ? 'host' : 'hosts'}`,
    ...fields.map(([name, value]) => `  ${colors.dim(name.padEnd(8))} ${value}`),
    ...notices.map((notice) => noticeText(notice, colors)),
  ];
}

function noticeText({ about, message, wayOut }: PlanNotice, colors: Palette): string {
  const way = wayOut === undefined ? '' : `\n           ${colors.dim('→')} ${visibleText(wayOut)}`;
  return `  ${colors.yellow('notice'.padEnd(8))} ${visibleText(about)}: ${visibleText(message)}${way}`;
}

function hostText(host: PlanHost, steps: readonly PlanStep[], colors: Palette): string[] {
  return [`  ${colors.bold(host.host)}`, ...steps.flatMap((step) => stepLines(step, colors))];
}

function stepLines(step: PlanStep, colors: Palette): string[] {
  const limit = colors.dim(`at most ${formatDuration(step.timeoutMs)}`);
  return [
    `    ${colors.cyan(stepText(step.kind))}  ${limit}`,
    ...step.lines.flatMap((line) => literalLines(line, colors)),
  ];
}

/** Every line of a script keeps its place behind the name of where it goes. */
export function literalLines(line: PlanLine, colors: Palette): string[] {
  return literalLinesOf(line).map(
    ({ prefix, text }) => `      ${colors.dim(prefix)} ${visibleText(text, { multiline: true })}`,
  );
}
