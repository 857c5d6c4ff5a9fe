import { Fault, type FaultCode } from '../../shared/protocol/fault.ts';
import { troubleIn, type RunExit } from './decideHostEnd.ts';
import { shown } from './describeEvent.ts';
import type { ProgramEnd } from './runProgram.ts';

/** That Ansible could read what it was asked to. @throws Fault STEP_FAILED, TIMED_OUT, CANCELLED. */
export function verifyReadable(what: string, { exit, stdout, stderr }: ProgramEnd): void {
  if (exit.kind === 'exited' && exit.exitCode === 0) return;
  const said = shown((stderr.trim() || stdout.trim()).slice(-600));
  throw new Fault(codeOf(exit), `Ansible cannot read ${what}: ${said || describeExit(exit)}`, {
    wayOut: 'Nothing was touched: correct it in the repository, and name the commit that has the correction.',
  });
}

function codeOf(exit: RunExit): FaultCode {
  switch (exit.kind) {
    case 'timedOut':
      return 'TIMED_OUT';
    case 'cancelled':
      return 'CANCELLED';
    case 'exited':
    case 'signalled':
      return 'STEP_FAILED';
  }
}

function describeExit(exit: RunExit): string {
  switch (exit.kind) {
    case 'exited':
      return `exit code ${exit.exitCode}`;
    case 'signalled':
      return `ended by ${exit.signal}`;
    case 'timedOut':
      return 'it took too long';
    case 'cancelled':
      return 'it was cancelled';
  }
}

/** Signalbox may know a passphrase, or have asked for one: Ansible starts OpenSSH by itself, and that asks nobody. */
export function verifyLogin(host: string, { exit, stderr }: ProgramEnd): void {
  if (exit.kind === 'exited' && exit.exitCode === 0) return;
  if (exit.kind === 'timedOut' || exit.kind === 'cancelled') {
    throw new Fault(codeOf(exit), `ssh to ${host}: ${describeExit(exit)}`);
  }
  const said = `ssh to ${host}: ${shown(stderr.trim().slice(-400)) || describeExit(exit)}`;
  switch (troubleIn(stderr)) {
    case 'hostKeyRefused':
      throw new Fault('HOST_KEY_REFUSED', said);
    case 'authenticationFailed':
      throw new Fault('AUTHENTICATION_FAILED', said, {
        wayOut:
          'Ansible logs in by OpenSSH, which asks nobody here: a key with a passphrase must be in the agent (ssh-add).',
      });
    default:
      throw new Fault('UNREACHABLE', said);
  }
}
