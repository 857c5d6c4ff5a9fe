import { z } from 'zod';

/**
 * The kinds of trouble a remote step can meet. They are told apart because each asks for something else:
 * a refused host key stops everything, `unreachable` means we don't know, `stepFailed` means we know,
 * `timedOut` may still be running, `lockLost` means that somebody else decides now.
 */
export const trouble = z.enum([
  'hostKeyRefused',
  'authenticationFailed',
  'unreachable',
  'stepFailed',
  'timedOut',
  'lockLost',
  'cancelled',
]);
export type Trouble = z.infer<typeof trouble>;
