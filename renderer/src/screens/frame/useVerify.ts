import { useCallback } from 'react';
import { useClient } from '../../stores/useStores.ts';
import { plural } from '../../format/plural.ts';
import { useToast } from '../../ui/index.ts';
import { useFaultToast } from './useFaultToast.ts';

/** Verifies the whole journal now. How far it is and what it found is shown by the feed; a toast says that it is over. */
export function useVerify(): () => void {
  const client = useClient();
  const toast = useToast();
  const showFault = useFaultToast();
  return useCallback(() => {
    client.call('journal.verify', {}).then((report) => {
      if (report.ok) toast({ tone: 'ok', title: `Chain intact, ${plural(report.records, 'record')}.` });
      else
        toast({
          tone: 'bad',
          title: `The journal does not verify: ${plural(report.findings.length, 'finding')}.`,
        });
    }, showFault);
  }, [client, toast, showFault]);
}
