import { createProcessTerminal } from './processTerminal.ts';
import { runCommandLine } from './commandLine.ts';

/** Called by bin/signalbox.js once the Node version is known to do. */
export async function main(of: NodeJS.Process): Promise<void> {
  of.exitCode = await runCommandLine(of.argv.slice(2), createProcessTerminal(of));
}
