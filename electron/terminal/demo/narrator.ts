import type { Matrix } from '../../../shared/view/matrix.ts';
import type { Traffic, TrafficTotals } from '../../demo/traffic.ts';
import { printJson, tell } from '../context.ts';
import { matrixText } from '../print/matrixText.ts';
import { planSummary } from '../print/planText.ts';
import { createReporterFor } from '../rollout/createReporterFor.ts';
import type { PreparedPlan } from '../rollout/deployRelease.ts';
import type { RolloutReporter } from '../rollout/reporter.ts';
import { demoSummaryText, type DemoSummary } from './demoSummary.ts';
import type { DemoContext } from './runDemo.ts';

const trafficEveryMs = 1_000;

/** Tells the demo's story: in words, or as one JSON object per event. */
export interface Narrator {
  say(text: string): void;
  chapter(text: string): void;
  showPlan(prepared: PreparedPlan): void;
  createReporter(traffic: Traffic): RolloutReporter;
  showMatrix(matrix: Matrix): void;
  conclude(summary: DemoSummary): void;
  /** How to play with the fleet while it stays up. */
  invite(workspaceDirectory: string): void;
  end(): void;
}

export function createNarrator(context: DemoContext): Narrator {
  return context.json ? createJsonNarrator(context) : createTextNarrator(context);
}

function createTextNarrator(context: DemoContext): Narrator {
  const { terminal, colors } = context;
  const print = (text: string): void => terminal.out.write(`${text}\n`);
  return {
    say: (text) => print(`${colors.dim('·')} ${text}`),
    chapter: (text) => print(`\n${colors.bold(text)}`),
    showPlan: (prepared) => print(`${planSummary(prepared, colors).slice(1).join('\n')}\n`),
    createReporter: (traffic) => {
      const reporter = createReporterFor(context, { footer: () => trafficText(traffic.totals()) });
      return terminal.out.isTerminal ? reporter : withTrafficLines(reporter, traffic);
    },
    showMatrix: (matrix) => print(`\n${matrixText(matrix, { colors, columns: terminal.out.columns() })}`),
    conclude: (summary) => print(`\n${demoSummaryText(summary, colors)}`),
    invite: (workspaceDirectory) => print(invitation(workspaceDirectory)),
    end: () => {},
  };
}

/** In a log file: how the traffic fares, after each host. */
function withTrafficLines(reporter: RolloutReporter, traffic: Traffic): RolloutReporter {
  return {
    ...reporter,
    onRecords: (records, view) => {
      reporter.onRecords(records, view);
      if (records.some(({ event }) => event.kind === 'hostFinished'))
        reporter.say(trafficText(traffic.totals()));
    },
  };
}

function createJsonNarrator(context: DemoContext): Narrator {
  const { terminal } = context;
  const emit = (type: string, rest: object): void =>
    printJson(context, { type, at: terminal.now().toISOString(), ...rest });
  const timers = new Set<NodeJS.Timeout>();
  return {
    say: (message) => emit('progress', { message }),
    chapter: (message) => emit('chapter', { message }),
    showPlan: ({ plan, planSha256, notices }) =>
      emit('plan', { planSha256, notices, batches: plan.batches, release: plan.release }),
    createReporter: (traffic) => {
      const timer = setInterval(() => emit('traffic', traffic.totals()), trafficEveryMs);
      timers.add(timer);
      const reporter = createReporterFor(context);
      return {
        ...reporter,
        end: (view) => {
          clearInterval(timer);
          reporter.end(view);
        },
      };
    },
    showMatrix: (matrix) => emit('status', { ...matrix }),
    conclude: (summary) => printJson(context, summary),
    // Not part of the stream, whose last object is the summary.
    invite: (workspaceDirectory) => tell(context, invitation(workspaceDirectory)),
    end: () => {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

export function trafficText({ requests, failed, byVersion }: TrafficTotals): string {
  const answered = Object.values(byVersion).reduce((sum, count) => sum + count, 0);
  const shares = Object.entries(byVersion)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([version, count]) => `${version} ${Math.round((count / Math.max(1, answered)) * 100)} %`);
  return `traffic: ${requests} requests, ${failed} failed; answered by ${shares.join(', ') || 'nobody yet'}`;
}

function invitation(workspaceDirectory: string): string {
  const command = (words: string): string =>
    `  npm run signalbox -- ${words} --workspace ${workspaceDirectory}`;
  return [
    '',
    'The fleet stays up until Ctrl-C. In another terminal:',
    command('status --watch'),
    command('deploy shop 1.2.0 staging'),
    command('deploy shop 1.0.0 production'),
    command('log --follow'),
  ].join('\n');
}
