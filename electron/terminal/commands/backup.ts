import type { Command } from 'commander';
import { z } from 'zod';
import type { Backup } from '../../../shared/contract/auditArea.ts';
import { formatBytes } from '../../../shared/view/formatBytes.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { withExample } from './names.ts';

const options = z.object({ list: z.boolean().default(false) });

export function addBackup(program: Command, run: Run): Command {
  const command: Command = program
    .command('backup')
    .description('Copy the journal and verify the copy; older ones are given up by number and age.')
    .option('--list', 'only say which there are, newest first')
    .action(() => {
      const { list } = options.parse(command.opts());
      return run(command, (context) => (list ? listBackups(context) : makeBackup(context)));
    });
  return withExample(command, 'signalbox backup', 'signalbox backup --list');
}

function makeBackup(context: Context): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const made = await client.call('audit.backup', {});
    if (context.json) printJson(context, { type: 'backup', ok: true, ...made });
    else print(context, `${context.colors.green('made and verified')}  ${lineOf(made)}`);
    return exitCodes.ok;
  });
}

function listBackups(context: Context): Promise<ExitCode> {
  return context.withSession({ readOnly: true }, async ({ client }) => {
    const { backups } = await client.call('audit.backups', {});
    if (context.json) printJson(context, { type: 'backups', backups });
    else print(context, backups.length === 0 ? 'There is no backup yet.' : backups.map(lineOf).join('\n'));
    return exitCodes.ok;
  });
}

function lineOf(it: Backup): string {
  return `${it.file}  ${it.madeAt}  up to record ${it.headSeq}, ${formatBytes(it.sizeBytes)}`;
}
