import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { promotionStandingOf, reviewStandingOf } from '../../../shared/view/promotionStanding.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { promotionText } from '../print/promotionText.ts';
import { tableWidth } from '../print/table.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import type { Session } from '../session.ts';
import { findPromotion } from '../signoff/findPromotion.ts';
import { toProofFiles } from '../signoff/proofFiles.ts';
import { writeProof } from '../signoff/writeProof.ts';
import { withExample } from './names.ts';

const options = z.object({ export: z.string().optional() });

export function addPromotion(program: Command, run: Run): Command {
  const command: Command = program
    .command('promotion')
    .description('How a promotion stands: what changed, who has signed, who else may. Looked at anew.')
    .argument('<promotion>', 'its id, or the beginning of it')
    .option('--export <dir>', 'write every sign-off into this new folder, for stock ssh-keygen -Y verify')
    .action((named: string) => {
      const folder = options.parse(command.opts()).export;
      return run(command, (context) =>
        context.withSession({ readOnly: true }, (session) =>
          folder === undefined
            ? showPage(context, session, named)
            : exportProof(context, session, named, folder),
        ),
      );
    });
  return withExample(
    command,
    'signalbox promotion 3f2a',
    'signalbox promotion 3f2a --export ~/audit/shop-1.1.0',
  );
}

async function showPage(context: Context, { client }: Session, named: string): Promise<ExitCode> {
  const stopAnswering = answerPrompts(client, context);
  try {
    const promotion = findPromotion(await readState(client), named);
    const dossier = await client.call('promotions.describe', { promotionId: promotion.id });
    const now = context.terminal.now();
    const at = now.toISOString();
    if (context.json) {
      const standing = promotionStandingOf(promotion, at);
      const review = reviewStandingOf(promotion, at);
      printJson(context, { type: 'promotion', ...promotion, standing, reviewStanding: review, dossier });
    } else {
      const { colors, terminal } = context;
      const columns = terminal.out.columns();
      const width = tableWidth(terminal.out);
      print(context, promotionText(promotion, dossier, { colors, columns, width, now }));
    }
    return exitCodes.ok;
  } finally {
    stopAnswering();
  }
}

async function exportProof(
  context: Context,
  { client }: Session,
  named: string,
  folder: string,
): Promise<ExitCode> {
  const promotion = findPromotion(await readState(client), named);
  const proof = await client.call('promotions.proof', { promotionId: promotion.id });
  const directory = resolve(context.terminal.workingDirectory, folder);
  await writeProof(directory, toProofFiles(promotion, proof));
  const signoffs = proof.signoffs.length;
  if (context.json)
    printJson(context, { type: 'proof', ok: true, promotionId: promotion.id, directory, signoffs });
  else {
    print(context, `${signoffs === 1 ? '1 sign-off' : `${signoffs} sign-offs`} written to ${directory}`);
    print(context, context.colors.dim('  Verify with stock ssh-keygen: cd there, and run "sh verify".'));
  }
  return exitCodes.ok;
}
