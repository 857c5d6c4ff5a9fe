import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may talk to the host: whoever has the link, once; then whoever has what the link was exchanged for. */
export interface Access {
  readonly launchToken: string;
  /** Gives a session for the launch token, one single time. */
  exchange(token: string): string | undefined;
  isSession(session: string): boolean;
}

/** 256 random bits; 43 characters that a URL and a header take as they are. */
export function createToken(): string {
  return randomBytes(32).toString('base64url');
}

export function createAccess(createSecret: () => string): Access {
  const launchToken = createSecret();
  const session = createSecret();
  let exchanged = false;
  return {
    launchToken,
    exchange(token) {
      const isRight = isSameSecret(token, launchToken);
      if (exchanged || !isRight) return undefined;
      exchanged = true;
      return session;
    },
    // Nobody has been given the session before the exchange, so nobody can have it.
    isSession: (candidate) => isSameSecret(candidate, session) && exchanged,
  };
}

/** Takes as long for a near miss as for a wild guess; digests, because lengths must not show either. */
function isSameSecret(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
