import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { toFaultData, type FaultCode } from '../../../shared/protocol/fault.ts';
import { printJson, tell, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { createPalette } from '../palette.ts';
import { faultText } from '../print/faultText.ts';
import { createProcessTerminal } from '../processTerminal.ts';
import type { Terminal } from '../terminal.ts';
import { runDemo, type DemoContext } from './runDemo.ts';
import type { Screens } from './showControlRoom.ts';

const options = z.object({
  headless: z.boolean().default(false),
  json: z.boolean().default(false),
  dir: z.string().optional(),
  broken: z.boolean().default(false),
  color: z.boolean().default(true),
});

/** `npm run demo`. `screens` is how the demo shows itself, where there is somebody to look. */
export async function main(of: NodeJS.Process, screens?: Screens): Promise<void> {
  const terminal = createProcessTerminal(of);
  of.exitCode = await runDemoCommand(of.argv.slice(2), terminal, screens);
}

async function runDemoCommand(
  words: readonly string[],
  terminal: Terminal,
  screens: Screens | undefined,
): Promise<ExitCode> {
  const program = createDemoCommand(terminal);
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.refused;
  }
  const given = options.parse(program.opts());
  const context = createContext(given, terminal);
  try {
    const isStory = given.headless || given.json || given.broken;
    return await runDemo(context, { ...given, screens: isStory ? undefined : screens });
  } catch (error) {
    const fault = toFaultData(error);
    if (given.json) printJson(context, { type: 'fault', ok: false, fault });
    else
      tell(
        context,
        faultText(error, context.colors, { debug: terminal.environment['SIGNALBOX_DEBUG'] === '1' }),
      );
    return exitCodeOf(fault.code);
  }
}

function exitCodeOf(code: FaultCode): ExitCode {
  if (code === 'CANCELLED') return exitCodes.interrupted;
  return code === 'INVALID_INPUT' || code === 'UNSUPPORTED' ? exitCodes.refused : exitCodes.notOk;
}

function createDemoCommand(terminal: Terminal): Command {
  return new Command('demo')
    .description('Brings up a whole fleet on this machine, with traffic, and the control room on it.')
    .option('--headless', 'stay in the terminal, and end when the story has been told')
    .option('--json', 'one JSON object per event, the summary last')
    .option('--dir <dir>', 'make the workspace in this new or empty folder and keep it')
    .option('--broken', 'roll out the release that is meant to fail')
    .option('--no-color', 'no colours')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    })
    .addHelpText('after', demoHelp);
}

const demoHelp = `
On a terminal or with a display the control room opens on the fleet. With neither, or with --headless, --json or
--broken, the story plays by itself and ends; with --dir and without --headless the fleet then stays up, for you to play
with, until Ctrl-C. The folder stays; its hosts end with the demo. Ctrl-C at any time takes everything down.

Exit codes:
  0    every host has the release, no request failed, the journal's chain is intact
  1    anything else; with --broken always, since its rollout is meant to fail
  2    bad input
  130  interrupted

Examples:
  npm run demo
  npm run demo -- --headless --json
  npm run demo -- --dir ~/signalbox-demo`;

function createContext(given: z.infer<typeof options>, terminal: Terminal): DemoContext {
  const colors: Context['colors'] = createPalette({
    color: given.color,
    environment: terminal.environment,
    isTerminal: terminal.out.isTerminal,
  });
  return { terminal, colors, json: given.json };
}
