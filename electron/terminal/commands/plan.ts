import type { Command } from 'commander';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { planText } from '../print/planText.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { withExample, withTarget } from './names.ts';

export function addPlan(program: Command, run: Run): Command {
  const command: Command = withTarget(program.command('plan'))
    .description(
      'Print the literal plan: every command, host and balancer in order. Nothing is changed anywhere.',
    )
    .action((service: string, version: string, environment: string) =>
      run(command, (context) => plan(context, { service, version, environment })),
    );
  return withExample(command, 'signalbox plan shop 1.1.0 production');
}

function plan(
  context: Context,
  target: { readonly service: string; readonly version: string; readonly environment: string },
): Promise<ExitCode> {
  return context.withSession({ readOnly: true }, async ({ client }) => {
    const stopAnswering = answerPrompts(client, context);
    try {
      const prepared = await client.call('rollouts.plan', target);
      if (context.json) printJson(context, { type: 'plan', ...prepared });
      else print(context, planText(prepared, context.colors));
      return exitCodes.ok;
    } finally {
      stopAnswering();
    }
  });
}
