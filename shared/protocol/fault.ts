/**
 * What can go wrong, as a closed union: every error that crosses a room's border is a `Fault` with one of
 * these codes, a sentence for people, and, where there is one, the way out.
 */
export const faultCodes = [
  // input and configuration
  'INVALID_INPUT',
  'WORKSPACE_NOT_FOUND',
  'WORKSPACE_INVALID',
  'RELEASE_NOT_FOUND',
  'ARTIFACT_MISSING',
  'DIGEST_MISMATCH',
  'NOT_FOUND',
  'READ_ONLY',
  'CONFIRMATION_REQUIRED',
  // hosts
  'HOST_KEY_REFUSED',
  'AUTHENTICATION_FAILED',
  'UNREACHABLE',
  'STEP_FAILED',
  'TIMED_OUT',
  'DISK_FULL',
  'CHANNEL_REFUSED',
  // balancers
  'BALANCER_UNREACHABLE',
  'BALANCER_PERMISSION_DENIED',
  'BALANCER_UNKNOWN_TARGET',
  'BALANCER_REFUSED',
  'BALANCER_UNPARSEABLE',
  'CAPACITY',
  // rollout
  'ROLLOUT_RUNNING',
  'HOST_LOCKED',
  'PLAN_CHANGED',
  'NOT_NOW',
  // people, policies and sign-offs
  'IDENTITY_REQUIRED',
  'IMPLEMENTERS_UNKNOWN',
  'POLICY_UNSATISFIABLE',
  'NOT_ELIGIBLE',
  'SIGNOFF_REFUSED',
  'SIGNOFF_REQUIRED',
  'PROMOTION_CLOSED',
  // journal
  'JOURNAL_MOVED',
  'JOURNAL_DAMAGED',
  'JOURNAL_NEWER',
  'JOURNAL_UNWRITABLE',
  // protocol
  'UNKNOWN_METHOD',
  'GAP',
  'DISCONNECTED',
  'UNSUPPORTED',
  'CANCELLED',
  'INTERNAL',
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** A fault as it travels: plain data, no stack. */
export interface FaultData {
  readonly code: FaultCode;
  readonly message: string;
  /** What a person can do about it, one sentence. */
  readonly wayOut?: string;
  /** Each bad field, line or host, when there are several. */
  readonly details?: readonly string[];
  readonly retryable: boolean;
}

interface FaultOptions {
  readonly wayOut?: string;
  readonly details?: readonly string[];
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

export class Fault extends Error {
  readonly code: FaultCode;
  readonly wayOut: string | undefined;
  readonly details: readonly string[] | undefined;
  readonly retryable: boolean;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.wayOut = options.wayOut;
    this.details = options.details;
    this.retryable = options.retryable ?? false;
  }
}

/** Unknown errors become INTERNAL with their message only: no stack leaves the process that threw. */
export function toFaultData(error: unknown): FaultData {
  if (error instanceof Fault) {
    return {
      code: error.code,
      message: error.message,
      ...(error.wayOut === undefined ? {} : { wayOut: error.wayOut }),
      ...(error.details === undefined ? {} : { details: error.details }),
      retryable: error.retryable,
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, retryable: false };
}

export function fromFaultData(data: FaultData): Fault {
  return new Fault(data.code, data.message, data);
}
