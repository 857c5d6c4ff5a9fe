import { Fault } from '../../../shared/protocol/fault.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import {
  commandLine,
  type CommandAnswer,
  type CommandBalancer,
  type CommandMember,
} from './commandBalancer.ts';

/** What `state` may print: `draining` takes no new clients, and some are left. */
export type CommandState = 'in' | 'out' | 'draining';

/**
 * Asks one balancer about one server. Faults: BALANCER_UNPARSEABLE for any other word than the three, BALANCER_REFUSED
 * for an end other than exit code 0, and BALANCER_UNREACHABLE where the host cannot be asked.
 */
export async function askState(
  balancer: CommandBalancer,
  member: CommandMember,
  o: { readonly signal?: AbortSignal },
): Promise<CommandState> {
  const answer = await reaching(balancer, () => balancer.ask(commandLine(balancer, 'state', member), o));
  return parseState(balancer, member, answer);
}

/** Exactly one of the words, in a line of its own: nothing is guessed. */
export function parseState(
  balancer: Pick<CommandBalancer, 'name' | 'host'>,
  member: CommandMember,
  answer: CommandAnswer,
): CommandState {
  if (answer.exitCode !== 0) throw refused(balancer, 'state', member, answer);
  switch (answer.output.replace(/\r?\n$/, '')) {
    case 'in':
      return 'in';
    case 'out':
      return 'out';
    case 'draining':
      return 'draining';
    default:
      throw new Fault(
        'BALANCER_UNPARSEABLE',
        `balancer ${balancer.name}: "state" of ${member.host} on ${balancer.host} printed ${said(answer.output)} instead of in, out or draining`,
        {
          wayOut: 'Let the command print exactly one of the three words, and nothing on its standard error.',
        },
      );
  }
}

/** Runs `out` or `in`. Faults: BALANCER_REFUSED with what it printed, BALANCER_UNREACHABLE, HOST_LOCKED. */
export async function runChange(
  balancer: CommandBalancer,
  command: 'out' | 'in',
  member: CommandMember,
  o: { readonly signal?: AbortSignal },
): Promise<{ readonly balancer: string; readonly line: string; readonly reply: string }> {
  const line = commandLine(balancer, command, member);
  const answer = await reaching(balancer, () => balancer.change(line, o));
  if (answer.exitCode !== 0) throw refused(balancer, command, member, answer);
  return { balancer: balancer.name, line, reply: answer.output };
}

function refused(
  balancer: Pick<CommandBalancer, 'name' | 'host'>,
  command: string,
  member: CommandMember,
  { how, output }: CommandAnswer,
): Fault {
  return new Fault(
    'BALANCER_REFUSED',
    `balancer ${balancer.name}: "${command}" for ${member.host} on ${balancer.host}: ${how}, printed ${said(output)}`,
    { wayOut: `Run the command by hand on ${balancer.host}: it must end with exit code 0.` },
  );
}

/** What a host says is hostile: nothing hidden, on one line, and short. */
function said(output: string): string {
  const text = visibleText(output.trim().replaceAll(/\s+/g, ' '));
  if (text === '') return 'nothing';
  return `"${text.length > 120 ? `${text.slice(0, 120)}…` : text}"`;
}

/** These ask for something else than waiting: they must not turn into "unreachable". */
const knownBetter: ReadonlySet<string> = new Set([
  'HOST_KEY_REFUSED',
  'AUTHENTICATION_FAILED',
  'HOST_LOCKED',
  'CANCELLED',
]);

/** A host that cannot be asked is a balancer that may still route. */
async function reaching<T>({ name, host }: CommandBalancer, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Fault) || knownBetter.has(error.code)) throw error;
    throw new Fault('BALANCER_UNREACHABLE', `balancer ${name} cannot be asked on ${host}: ${error.message}`, {
      ...(error.wayOut === undefined ? {} : { wayOut: error.wayOut }),
      retryable: true,
      cause: error,
    });
  }
}
