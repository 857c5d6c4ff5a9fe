import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import { createVerifyPorts } from '../../app/audit/verifyPorts.ts';
import { verifyBundle } from '../../audit/bundle/verifyBundle.ts';
import { verifyWorkspaceJournal } from '../../app/verifyWorkspaceJournal.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { withExample } from './names.ts';

const options = z.object({ bundle: z.string().optional(), key: z.string().optional() });

export function addVerify(program: Command, run: Run): Command {
  const command: Command = program
    .command('verify')
    .description(
      "Check the journal: every record's hash and chain, the guards, the high-water mark, every output kept; every sign-off's signature under the rules of its time, and that each was there before the first host.",
    )
    .option('--bundle <folder>', 'check a bundle of evidence instead, as its verify.sh does')
    .option('--key <fingerprint>', 'with --bundle: the key that must have signed it')
    .action(() => {
      const { bundle, key } = options.parse(command.opts());
      return run(command, (context) =>
        bundle === undefined ? verify(context) : verifyEvidenceBundle(context, bundle, key),
      );
    });
  return withExample(
    command,
    'signalbox verify --workspace ~/shop-releases',
    'signalbox verify --bundle ~/2026-q1',
  );
}

async function verifyEvidenceBundle(
  context: Context,
  bundle: string,
  fingerprint: string | undefined,
): Promise<ExitCode> {
  const { terminal, colors } = context;
  const report = await verifyBundle(
    resolve(terminal.workingDirectory, bundle),
    createVerifyPorts(),
    fingerprint === undefined ? {} : { fingerprint },
  );
  if (context.json) printJson(context, { type: 'verifyBundle', ...report });
  else {
    const extent = `${report.changes} changes, ${report.exceptions} exceptions, signed by ${report.fingerprint}`;
    print(context, report.ok ? `${colors.green('good')}  ${extent}` : `${colors.red('bad')}  ${extent}`);
    for (const { kind, message } of report.findings) {
      print(context, `  ${visibleText(message)} ${colors.dim(`(${kind})`)}`);
    }
    print(context, colors.dim(`  head ${report.head.seq} ${report.head.chainSha256}`));
  }
  return report.ok ? exitCodes.ok : exitCodes.notOk;
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
