import { useShallow } from 'zustand/react/shallow';
import { formatCount, formatPercent } from '../../format/count.ts';
import { plural } from '../../format/plural.ts';
import { visibleText } from '../../format/visibleText.ts';
import { routeTo } from '../../route.ts';
import {
  useCapability,
  useCells,
  useConnection,
  useFleet,
  useTraffic,
  useVerification,
} from '../../stores/useStores.ts';
import { Age, Button, StatusBar, type StatusItem } from '../../ui/index.ts';
import { useServices } from './services.ts';
import { useVerify } from './useVerify.ts';
import css from './StatusLine.module.css';

/** The standing facts: the line to the app, the chain, who is not seen. */
export function StatusLine() {
  const hasWorkspace = useCapability('workspace');
  const connection = useConnectionItem();
  const chain = useChainItem();
  const sight = useSightItem();
  const traffic = useTrafficItem();
  const overdue = useOverdueItem();
  return (
    <StatusBar items={hasWorkspace ? [...overdue, connection, chain, ...traffic, sight] : [connection]} />
  );
}

function useConnectionItem(): StatusItem {
  const { retryNow } = useServices();
  const { status, reason, wayOut, lostAt, appVersion, isReadOnly } = useConnection(
    useShallow((state) => ({
      ...state,
      isReadOnly: state.capabilities.includes('workspace') && !state.capabilities.includes('rollouts'),
    })),
  );
  const id = 'connection';
  switch (status) {
    case 'connecting':
      return { id, icon: 'more', content: 'Connecting…' };
    case 'connected':
      return {
        id,
        icon: 'check',
        tone: 'ok',
        content: (
          <span title={`Signalbox ${appVersion ?? ''}`}>
            {isReadOnly ? 'Connected, read-only' : 'Connected'}
          </span>
        ),
      };
    case 'lost':
      return {
        id,
        icon: 'cross',
        tone: 'bad',
        content: (
          <span className={css.lost}>
            <span>
              Connection lost
              {lostAt !== undefined && (
                <>
                  {' '}
                  <Age at={lostAt} fade="never" />
                </>
              )}
              {reason !== undefined && `: ${visibleText(reason)}`} {wayOut}
            </span>
            <Button kind="quiet" onClick={retryNow}>
              Try now
            </Button>
          </span>
        ),
      };
  }
}

function useChainItem(): StatusItem {
  const verification = useVerification((state) => state);
  const verify = useVerify();
  const id = 'chain';
  const act = (
    <Button kind="quiet" onClick={verify}>
      Verify now
    </Button>
  );
  switch (verification.kind) {
    case 'notYet':
      return {
        id,
        icon: 'journal',
        content: <span className={css.chain}>Journal not verified yet {act}</span>,
      };
    case 'running': {
      const { done, total } = verification;
      const share = total === 0 ? '' : ` ${formatPercent(done / total)}`;
      return { id, icon: 'journal', content: `Verifying the journal…${share}` };
    }
    case 'verified': {
      const { ok, records, verifiedAt, findings } = verification.report;
      return {
        id,
        icon: ok ? 'shield' : 'alert',
        tone: ok ? 'ok' : 'bad',
        content: (
          <span className={css.chain}>
            <a href={routeTo({ screen: ok ? 'journal' : 'attention' })}>
              {ok
                ? `Chain intact, ${formatCount(records)} ${records === 1 ? 'record' : 'records'},`
                : `Chain broken, ${plural(findings.length, 'finding')},`}
            </a>{' '}
            <Age at={verifiedAt} prefix="verified" fade="never" /> {act}
          </span>
        ),
      };
    }
  }
}

/** Red until somebody has reviewed the emergency: in sight wherever one is. */
function useOverdueItem(): StatusItem[] {
  const count = useCells((state) => state.attention.filter(({ kind }) => kind === 'reviewOverdue').length);
  if (count === 0) return [];
  return [
    {
      id: 'overdue',
      icon: 'emergency',
      tone: 'bad',
      content: (
        <a className={css.overdue} href={routeTo({ screen: 'attention' })}>
          {plural(count, 'emergency review')} overdue
        </a>
      ),
    },
  ];
}

/** Where the workspace is the demo's: how its visitors fare while hosts come and go. */
function useTrafficItem(): StatusItem[] {
  const isDemo = useCapability('demo');
  const totals = useTraffic((state) => state.totals);
  if (!isDemo || totals === undefined) return [];
  const { requests, failed } = totals;
  return [
    {
      id: 'traffic',
      icon: failed === 0 ? 'check' : 'alert',
      tone: failed === 0 ? 'ok' : 'bad',
      content: `Demo traffic: ${plural(requests, 'request')}, ${formatCount(failed)} failed`,
    },
  ];
}

function useSightItem(): StatusItem {
  const counts = useFleet(
    useShallow(({ hosts, balancers }) => ({
      hosts: Object.keys(hosts).length,
      hostsAway: Object.values(hosts).filter((it) => it.kind === 'notSeen').length,
      balancersAway: Object.values(balancers).filter((it) => it.kind === 'notSeen').length,
    })),
  );
  const { hosts, hostsAway, balancersAway } = counts;
  const away = [
    ...(hostsAway > 0 ? [plural(hostsAway, 'host')] : []),
    ...(balancersAway > 0 ? [plural(balancersAway, 'balancer')] : []),
  ];
  if (away.length > 0) {
    return {
      id: 'sight',
      icon: 'alert',
      tone: 'bad',
      side: 'end',
      content: <a href={routeTo({ screen: 'attention' })}>{away.join(' and ')} not seen</a>,
    };
  }
  return {
    id: 'sight',
    icon: 'host',
    side: 'end',
    content: hosts === 0 ? 'No host seen yet' : `${plural(hosts, 'host')} seen`,
  };
}
