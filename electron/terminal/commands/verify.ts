import type { Command } from 'commander';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import { verifyWorkspaceJournal } from '../../app/verifyWorkspaceJournal.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { withExample } from './names.ts';

export function addVerify(program: Command, run: Run): Command {
  const command: Command = program
    .command('verify')
    .description(
      "Check the journal: every record's hash and chain, the guards, the high-water mark, every output kept.",
    )
    .action(() => run(command, verify));
  return withExample(command, 'signalbox verify --workspace ~/shop-releases');
}

async function verify(context: Context): Promise<ExitCode> {
  const { terminal, colors } = context;
  const report = await verifyWorkspaceJournal(context, { now: () => terminal.now() });
  if (context.json) printJson(context, { type: 'verify', ...report });
  else {
    const extent = `${report.records} records, ${report.blobs} outputs, in ${formatDuration(report.durationMs)}`;
    const head = `head ${report.head.seq} ${report.head.chainSha256}`;
    print(
      context,
      report.ok ? `${colors.green('intact')}  ${extent}` : `${colors.red('not intact')}  ${extent}`,
    );
    for (const { seq, kind, message } of report.findings) {
      print(
        context,
        `  ${seq === undefined ? '' : `record ${seq}: `}${visibleText(message)} ${colors.dim(`(${kind})`)}`,
      );
    }
    print(context, colors.dim(`  ${head}`));
  }
  return report.ok ? exitCodes.ok : exitCodes.notOk;
}
