import { useIdentity } from '../../stores/useStores.ts';
import { IdentityCard } from '../../ui/index.ts';
import { useIdentityActs } from './identityActs.ts';

/** Who is at this desktop, at the foot of the navigation. */
export function Identity() {
  const session = useIdentity((state) => state.session);
  const { unlock, lock, ended } = useIdentityActs();
  return (
    <IdentityCard
      session={session && { ...session, name: session.displayName }}
      {...(ended === undefined ? {} : { ended })}
      onPress={unlock}
      onLock={lock}
      lockKeys="l"
    />
  );
}
