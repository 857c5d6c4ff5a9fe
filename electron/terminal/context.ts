import type { Palette } from './palette.ts';
import type { ExitCode } from './exitCodes.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets. */
export interface Context {
  readonly terminal: Terminal;
  readonly colors: Palette;
  readonly json: boolean;
  readonly workspaceDirectory: string;
  /** Opens the app for the length of `work`, and closes it whatever happens. */
  withSession<T>(options: { readonly readOnly: boolean }, work: (session: Session) => Promise<T>): Promise<T>;
}

export type CommandResult = Promise<ExitCode>;

export function print(context: Pick<Context, 'terminal'>, text: string): void {
  context.terminal.out.write(`${text}\n`);
}

/** One line of JSON. */
export function printJson(context: Pick<Context, 'terminal'>, value: unknown): void {
  context.terminal.out.write(`${JSON.stringify(value)}\n`);
}

/** For people, beside what is printed: not part of the command's answer. */
export function tell(context: Pick<Context, 'terminal'>, text: string): void {
  context.terminal.err.write(`${text}\n`);
}
