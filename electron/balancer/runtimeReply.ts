import { Fault } from '../../shared/protocol/fault.ts';
import { countCommands } from './lines.ts';
import type { RuntimeLine } from './lines.ts';

/**
 * A change is acknowledged by exactly one newline per command; everything else is an error text, whatever
 * the exit looked like. Faults: see `refusal`.
 */
export function verifyAcknowledged(balancer: string, line: RuntimeLine, reply: string): void {
  if (reply === '\n'.repeat(countCommands(line))) return;
  throw refusal(balancer, line, reply);
}

/**
 * Cuts the answer to several `show` commands of one line into one text per command: each ends with an empty
 * line. Throws when an answer is an error text, or when there are not as many answers as questions.
 */
export function splitReplies(balancer: string, line: RuntimeLine, reply: string): readonly string[] {
  const parts = reply.split('\n\n').filter((part) => part.trim() !== '');
  const error = parts.find(isErrorText);
  if (error !== undefined) throw refusal(balancer, line, error);
  if (parts.length !== countCommands(line)) {
    throw new Fault(
      'BALANCER_UNPARSEABLE',
      `balancer ${balancer} answered "${line}" with ${parts.length} parts instead of ${countCommands(line)}`,
      { details: [excerpt(reply)] },
    );
  }
  return parts;
}

const permissionDenied = /^Permission denied\.?$/m;
const unknownTarget =
  /^(No such (backend|server|proxy)\.|Can't find backend\.|Require 'backend\/server'\.)$/m;
const unknownCommand = /^Unknown command\b/m;

function isErrorText(part: string): boolean {
  return permissionDenied.test(part) || unknownTarget.test(part) || unknownCommand.test(part);
}

/** BALANCER_PERMISSION_DENIED, BALANCER_UNKNOWN_TARGET or BALANCER_REFUSED, with HAProxy's own words. */
export function refusal(balancer: string, line: RuntimeLine, reply: string): Fault {
  if (permissionDenied.test(reply)) {
    return new Fault(
      'BALANCER_PERMISSION_DENIED',
      `balancer ${balancer} denies "${line}": its socket is not of level admin`,
      {
        wayOut: `Add "level admin" to the "stats socket" line of HAProxy on ${balancer} and reload it.`,
      },
    );
  }
  if (unknownTarget.test(reply)) {
    return new Fault(
      'BALANCER_UNKNOWN_TARGET',
      `balancer ${balancer} does not know what "${line}" names: ${excerpt(reply)}`,
      {
        wayOut: `Compare the names in the workspace with the backends and servers in haproxy.cfg on ${balancer}.`,
      },
    );
  }
  return new Fault('BALANCER_REFUSED', `balancer ${balancer} refused "${line}": ${excerpt(reply)}`);
}

function excerpt(reply: string): string {
  const text = reply.trim().replaceAll(/\s*\n\s*/g, ' | ');
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
