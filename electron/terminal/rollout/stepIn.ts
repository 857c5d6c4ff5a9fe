import type { RolloutState } from '../../../shared/journal/state.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { readState } from '../readState.ts';
import { findRollout } from './findRollout.ts';

/**
 * A person's decision about a rollout, whichever process carries it out: that one reads it in the journal.
 * @param named the rollout's id or the beginning of it; without one it is the one that runs.
 */
export function stepIn(
  context: Context,
  named: string | undefined,
  decide: (
    client: Client,
    rollout: RolloutState,
  ) => Promise<{ readonly done: string; readonly host?: string }>,
): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const rollout = findRollout(await readState(client), named);
    const { done, host } = await decide(client, rollout);
    const { id, service, environment, release } = rollout;
    if (context.json) {
      printJson(context, {
        type: 'decision',
        ok: true,
        decision: done,
        rolloutId: id,
        ...(host ? { host } : {}),
      });
    } else {
      const what = host === undefined ? '' : `${host} of `;
      print(context, `${done}  ${what}${service} ${release.version} to ${environment}, rollout ${id}`);
    }
    return exitCodes.ok;
  });
}
