import { fillCommandWords, type CommandFacts } from '../../../shared/model/commandWords.ts';

/** What stands behind a balancer that is served by commands: nothing but the workspace tells it. */
export type CommandMember = CommandFacts;

export type CommandName = 'out' | 'in' | 'state';

/** How a command ended, and all that it printed. */
export interface CommandAnswer {
  /** Absent when it did not come to its end: then `how` says why. */
  readonly exitCode?: number;
  readonly how: string;
  readonly output: string;
}

/** A balancer of any make, served by three commands of the workspace that run on a host. */
export interface CommandBalancer {
  readonly name: string;
  /** The host that the commands run on. */
  readonly host: string;
  readonly words: Readonly<Record<CommandName, readonly string[]>>;
  /** Every server of every pool that the workspace has on it. */
  readonly members: readonly CommandMember[];
  /** Quotes one shell word. */
  quote(word: string): string;
  /** Runs a line that only asks. Fails as a host that cannot be reached does. */
  ask(line: string, o: { readonly signal?: AbortSignal }): Promise<CommandAnswer>;
  /** The same for a line that changes something: refused by the host when the rollout's lock there is lost. */
  change(line: string, o: { readonly signal?: AbortSignal }): Promise<CommandAnswer>;
}

/** The literal line: each word quoted after it was filled, so that nothing in a fact is read by a shell. */
export function commandLine(balancer: CommandBalancer, command: CommandName, member: CommandMember): string {
  return fillCommandWords(balancer.words[command], member)
    .map((word) => balancer.quote(word))
    .join(' ');
}
