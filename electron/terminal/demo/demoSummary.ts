import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';
import type { RolloutSummary } from '../rollout/summary.ts';

/** What became of the sign-offs that production went by. */
export interface DemoSignoffs {
  readonly promotionId: string;
  readonly by: readonly string[];
  readonly required: number;
  /** Of those, confirmed by stock ssh-keygen from the exported files. */
  readonly verified: number;
  /** Signed before the release changed; they count for nothing. */
  readonly stale: number;
  readonly exported: number;
}

/** The last line of `npm run demo -- --json`. */
export interface DemoSummary {
  readonly type: 'summary';
  /** Every rollout succeeded, no request failed, every sign-off was confirmed, and the journal is intact. */
  readonly ok: boolean;
  readonly service: string;
  readonly version: string;
  readonly requests: number;
  readonly failedRequests: number;
  /** The first few, in words. */
  readonly failures: readonly string[];
  /** Hosts that have the release now, in all environments. */
  readonly hosts: number;
  readonly durationMs: number;
  readonly chain: 'intact' | 'broken';
  readonly records: number;
  readonly balancers: string;
  /** Absent where nobody was asked, since something before went wrong. */
  readonly signoffs?: DemoSignoffs;
  readonly rollouts: readonly RolloutSummary[];
}

export function demoSummaryText(summary: DemoSummary, colors: Palette): string {
  const { requests, failedRequests, chain } = summary;
  const good = (isGood: boolean, text: string): string => (isGood ? colors.green(text) : colors.red(text));
  const untouched = summary.rollouts.reduce((sum, it) => sum + it.hosts.waiting, 0);
  const rows: readonly (readonly [string, string])[] = [
    ['requests', `${requests}, ${good(failedRequests === 0, `${failedRequests} failed`)}`],
    [
      'hosts',
      `${summary.hosts} on ${summary.service} ${summary.version} in ${formatDuration(summary.durationMs)}`,
    ],
    ...(summary.signoffs ? [['sign-offs', signoffsText(summary.signoffs, good)] as const] : []),
    ['journal', good(chain === 'intact', `chain ${chain}, ${summary.records} records`)],
    ...summary.rollouts.map((it) => ['rollout', good(it.ok, `${it.environment}: ${it.result}`)] as const),
    ...summary.rollouts.flatMap((it) =>
      it.debts.map((debt) => ['debt', colors.red(visibleText(`${debt.host}: ${debt.reason}`))] as const),
    ),
    ...(untouched === 0
      ? []
      : [['', `${untouched} hosts were not touched and serve what they had`] as const]),
    ...summary.failures.map((failure) => ['failed', colors.red(visibleText(failure))] as const),
  ];
  return [
    good(summary.ok, colors.bold(summary.ok ? 'All well' : 'Not well')),
    ...rows.map(([name, value]) => `  ${colors.dim(name.padEnd(9))}  ${value}`),
  ].join('\n');
}

export function isProven({ required, verified }: DemoSignoffs): boolean {
  return verified >= required;
}

function signoffsText(signoffs: DemoSignoffs, good: (isGood: boolean, text: string) => string): string {
  const { verified, by, stale } = signoffs;
  const confirmed = good(isProven(signoffs), `${verified} of ${by.length} confirmed by ssh-keygen`);
  const older = stale === 0 ? '' : `; ${stale} older ones went stale`;
  return `${by.join(' and ')}: ${confirmed}${older}`;
}
