import type { Trouble } from '../model/trouble.ts';
import { Fault } from './fault.ts';

/**
 * Which kind of trouble an error is. What is not about reaching the host is a failed step: we
 * know that it did not work, be it a full disk or a refused channel.
 */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Fault)) return isAbort(error) ? 'cancelled' : 'stepFailed';
  switch (error.code) {
    case 'HOST_KEY_REFUSED':
      return 'hostKeyRefused';
    case 'AUTHENTICATION_FAILED':
      return 'authenticationFailed';
    case 'UNREACHABLE':
      return 'unreachable';
    case 'TIMED_OUT':
      return 'timedOut';
    case 'HOST_LOCKED':
      return 'lockLost';
    case 'CANCELLED':
      return 'cancelled';
    default:
      return 'stepFailed';
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
