import { Fault } from '../../../shared/protocol/fault.ts';
import type { CommandBalancer, CommandMember } from './commandBalancer.ts';
import { askState, type CommandState } from './commandState.ts';

/** What one such balancer says of one server, or why it does not tell. */
export type CommandSighting = { readonly member: CommandMember } & (
  | { readonly kind: 'told'; readonly state: CommandState }
  | { readonly kind: 'notTold'; readonly message: string }
);

/** Asks about every server. Fails when none is told of: then the balancer itself is out of sight. */
export async function observeCommands(
  balancer: CommandBalancer,
  o: { readonly signal?: AbortSignal },
): Promise<readonly CommandSighting[]> {
  const seen = await Promise.all(
    balancer.members.map(async (member): Promise<CommandSighting> => {
      try {
        return { member, kind: 'told', state: await askState(balancer, member, o) };
      } catch (error) {
        return { member, kind: 'notTold', message: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  const [first] = seen;
  if (first?.kind === 'notTold' && seen.every(({ kind }) => kind === 'notTold'))
    throw new Fault('BALANCER_UNREACHABLE', first.message, { retryable: true });
  return seen;
}
