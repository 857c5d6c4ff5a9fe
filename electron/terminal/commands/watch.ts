import type { Command } from 'commander';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { createReporterFor } from '../rollout/createReporterFor.ts';
import { findRollout } from '../rollout/findRollout.ts';
import { createRolloutFollower } from '../rollout/followRollout.ts';
import { readPlan } from '../rollout/readPlan.ts';
import { exitCodeOf, summaryOf, summaryText } from '../rollout/summary.ts';
import { withExample } from './names.ts';

export function addWatch(program: Command, run: Run): Command {
  const command: Command = program
    .command('watch')
    .description('Follow a rollout that another process carries out: the one that runs, else the last.')
    .argument('[rollout]', 'its id, or the beginning of it')
    .action((rollout: string | undefined) => run(command, (context) => watch(context, rollout)))
    .addHelpText('after', watchHelp);
  return withExample(command, 'signalbox watch', 'signalbox watch 3f2a --json');
}

const watchHelp = `
Ctrl-C only ends the watching. The exit code is the rollout's: 0 succeeded, 1 failed or stopped, 130 interrupted or
still running when the watching ended, 2 no such rollout.`;

/** Not read-only: a rollout whose process is gone is recorded as interrupted, else nobody would ever know. */
function watch(context: Context, named: string | undefined): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const { terminal } = context;
    const follower = createRolloutFollower(client, () => terminal.now());
    const leave = new AbortController();
    const stopListening = [
      terminal.onInterrupt(() => leave.abort()),
      terminal.out.onClosed(() => leave.abort()),
    ];
    try {
      const { id: rolloutId, planSha256 } = findRollout(await follower.ready, named);
      const plan = await readPlan(client, planSha256);
      const reporter = createReporterFor(context);
      const view = await follower.follow({ rolloutId, plan, reporter }, { signal: leave.signal });
      if (!view) return exitCodes.notOk;
      const summary = summaryOf(view, follower.state());
      if (context.json) printJson(context, summary);
      else print(context, `\n${summaryText(summary, context.colors)}`);
      return summary.result === 'running' ? exitCodes.interrupted : exitCodeOf(summary);
    } finally {
      for (const stop of stopListening) stop();
      follower.close();
    }
  });
}
