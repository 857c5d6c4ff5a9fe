import type { Command } from 'commander';
import { environmentName } from '../../../shared/model/names.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { parseName } from './export.ts';
import { withExample } from './names.ts';

export function addReconcile(program: Command, run: Run): Command {
  const command: Command = program
    .command('reconcile')
    .description('Ask the hosts what was installed on them, and say what the journal does not know.')
    .argument('[environment]', 'only this one')
    .action((environment: string | undefined) => run(command, (context) => reconcile(context, environment)));
  return withExample(command, 'signalbox reconcile production');
}

function reconcile(context: Context, environment: string | undefined): Promise<ExitCode> {
  const { colors } = context;
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const environments =
      environment === undefined ? {} : { environments: [parseName(environmentName, environment)] };
    const found = await client.call('audit.reconcile', environments);
    const ok = found.differences.length === 0 && found.notSeen.length === 0;
    if (context.json) printJson(context, { type: 'reconcile', ok, ...found });
    else {
      const count = `${found.hosts} ${found.hosts === 1 ? 'host' : 'hosts'} asked`;
      print(context, ok ? `${colors.green('agree')}  ${count}` : `${colors.red('differ')}  ${count}`);
      for (const { kind, text } of found.differences) {
        print(context, `  ${visibleText(text)} ${colors.dim(`(${kind})`)}`);
      }
      for (const { host, message } of found.notSeen) {
        print(context, `  ${host}: ${visibleText(message)} ${colors.dim('(notSeen)')}`);
      }
    }
    return ok ? exitCodes.ok : exitCodes.notOk;
  });
}
