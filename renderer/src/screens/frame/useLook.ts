import { useCallback, useState } from 'react';
import { environmentName } from '../../../../shared/model/names.ts';
import { useClient } from '../../stores/useStores.ts';
import { useFaultToast } from './useFaultToast.ts';

/** Looks at every host and balancer now, or at those of one environment. */
export function useLook(): { readonly look: (environment?: string) => void; readonly isLooking: boolean } {
  const client = useClient();
  const showFault = useFaultToast();
  const [asked, setAsked] = useState(0);
  const look = useCallback(
    (environment?: string) => {
      setAsked((count) => count + 1);
      // The sightings arrive by the fleet feed, for everybody who follows it.
      client
        .call(
          'fleet.look',
          environment === undefined ? {} : { environment: environmentName.parse(environment) },
        )
        .catch(showFault)
        .finally(() => setAsked((count) => count - 1));
    },
    [client, showFault],
  );
  return { look, isLooking: asked > 0 };
}
