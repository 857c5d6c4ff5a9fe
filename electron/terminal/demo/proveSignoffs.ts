import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isAbout } from '../../../shared/view/promotionStanding.ts';
import { toProofFiles } from '../signoff/proofFiles.ts';
import { writeProof } from '../signoff/writeProof.ts';
import type { DemoSignoffs } from './demoSummary.ts';
import { readPromotion } from './playSignoffs.ts';
import type { Stage } from './stage.ts';

/** The sign-offs as an auditor gets them, and what the ssh-keygen of this machine says of them: Signalbox is not asked. */
export async function proveSignoffs(stage: Stage, promotionId: string): Promise<DemoSignoffs> {
  const { fleet, session, narrator } = stage;
  const promotion = await readPromotion(stage, promotionId);
  const proof = await session.client.call('promotions.proof', { promotionId });
  const folder = join(fleet.workspaceDirectory, 'proof');
  await writeProof(folder, toProofFiles(promotion, proof));
  const { exitCode, lines } = await runVerify(folder);
  narrator.showProof({ folder, lines });

  const current = promotion.signoffs.filter((it) => isAbout(it, promotion));
  const good = lines.filter((it) => it.startsWith('Good "signoff@signalbox" signature for '));
  const isConfirmed = exitCode === 0 && good.length === proof.signoffs.length;
  return {
    promotionId,
    by: current.map((it) => it.person),
    required: promotion.required,
    verified: isConfirmed ? current.length : 0,
    stale: promotion.signoffs.length - current.length,
    exported: proof.signoffs.length,
  };
}

async function runVerify(
  folder: string,
): Promise<{ readonly exitCode: number | null; readonly lines: readonly string[] }> {
  const child = spawn('sh', ['verify'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((done, fail) => child.once('close', done).once('error', fail));
  const [exitCode, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode, lines: `${out}${errors}`.split('\n').filter((it) => it !== '') };
}
