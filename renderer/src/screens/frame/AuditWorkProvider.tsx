import { type ReactNode, useCallback, useMemo, useRef } from 'react';
import { useDeed } from '../../answers/useDeed.ts';
import { plural } from '../../format/plural.ts';
import { navigate } from '../../route.ts';
import { useToast } from '../../ui/index.ts';
import { AuditWorkContext } from './auditWork.ts';
import { useFaultToast } from './useFaultToast.ts';

/** Keeps what an audit waits for, whatever screen is shown meanwhile, and says when it is over. */
export function AuditWorkProvider({ children }: { readonly children: ReactNode }) {
  const toast = useToast();
  const showFault = useFaultToast();
  const watchers = useRef(0);
  const verifying = useDeed('journal.verify', (end) => {
    if (end.kind === 'failed') return showFault(end.fault);
    const { ok, records, findings } = end.value;
    if (ok) toast({ tone: 'ok', title: `Chain intact, ${plural(records, 'record')}.` });
    else toast({ tone: 'bad', title: `The journal does not verify: ${plural(findings.length, 'finding')}.` });
  });
  const exporting = useDeed('audit.export', (end) => {
    if (watchers.current > 0) return;
    if (end.kind === 'failed') return showFault(end.fault);
    toast({
      tone: 'ok',
      title: `The evidence is written: ${plural(end.value.changes, 'change')}.`,
      text: end.value.path,
      act: { label: 'How to check it', onPress: () => navigate({ screen: 'audit', search: 'export=open' }) },
    });
  });
  const reconciling = useDeed('audit.reconcile', (end) => {
    if (end.kind === 'failed') return showFault(end.fault);
    const { hosts, differences } = end.value;
    if (differences.length === 0) {
      return toast({ tone: 'ok', title: `${plural(hosts, 'host')} compared: all agree with the journal.` });
    }
    toast({
      tone: 'caution',
      title: `${plural(hosts, 'host')} compared: ${plural(differences.length, 'difference')}.`,
    });
  });
  const backingUp = useDeed('audit.backup', (end) => {
    if (end.kind === 'failed') return showFault(end.fault);
    toast({ tone: 'ok', title: 'The backup is made and verified.', text: end.value.file });
  });
  const watchExport = useCallback(() => {
    watchers.current += 1;
    return () => void (watchers.current -= 1);
  }, []);
  const work = useMemo(
    () => ({ verifying, exporting, reconciling, backingUp, watchExport }),
    [verifying, exporting, reconciling, backingUp, watchExport],
  );
  return <AuditWorkContext value={work}>{children}</AuditWorkContext>;
}
