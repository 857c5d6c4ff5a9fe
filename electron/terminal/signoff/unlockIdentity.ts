import type { IdentitySession } from '../../../shared/model/identity.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { chooseKey } from './chooseKey.ts';
import type { GivenKey } from './keyOptions.ts';

/**
 * Proves who is here, for as long as this command runs.
 * @throws Fault AUTHENTICATION_FAILED, NOT_FOUND, CANCELLED, TIMED_OUT, INVALID_INPUT.
 */
export async function unlockIdentity(
  client: Client,
  given: GivenKey,
  place: { readonly workingDirectory: string },
): Promise<IdentitySession> {
  const key = await chooseKey(client, given, place);
  return client.call('identity.unlock', { person: given.person, key });
}
