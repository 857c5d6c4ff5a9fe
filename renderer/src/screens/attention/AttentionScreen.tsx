import type { AttentionItem } from '../../../../shared/view/attentionList.ts';
import { plural } from '../../format/plural.ts';
import { navigate } from '../../route.ts';
import { useCapability, useCells, useFeedStatus } from '../../stores/useStores.ts';
import {
  Age,
  Button,
  Chip,
  Empty,
  Icon,
  type IconName,
  Skeleton,
  VisibleText,
  classes,
} from '../../ui/index.ts';
import { useLook } from '../frame/useLook.ts';
import { Screen } from '../Screen.tsx';
import css from './AttentionScreen.module.css';

export function AttentionScreen() {
  const items = useCells((state) => state.attention);
  const isLive = useFeedStatus('state').kind === 'live';
  const { look, isLooking } = useLook();
  return (
    <Screen
      title="Attention"
      tools={
        <Button icon="retry" busy={isLooking} onClick={() => look()}>
          Look at all hosts now
        </Button>
      }
    >
      {!isLive ? (
        <Skeleton label="what needs attention" lines={6} />
      ) : items.length === 0 ? (
        <Empty icon="check" title="Nothing waits for anyone">
          No debts, no drift, no rollout left in the middle, no promotion to sign; every host and balancer is
          seen.
        </Empty>
      ) : (
        <Matters items={items} />
      )}
    </Screen>
  );
}

function Matters({ items }: { readonly items: readonly AttentionItem[] }) {
  return (
    <div className={css.screen}>
      <p className={css.summary} role="status">
        {plural(items.length, 'thing')} {items.length === 1 ? 'needs' : 'need'} attention, the gravest first.
      </p>
      <ul className={css.list}>
        {items.map((item) => (
          <li key={item.id} className={classes(css.item, item.kind === 'reviewOverdue' && css.shouts)}>
            <Matter item={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const kinds: Readonly<Record<AttentionItem['kind'], { readonly icon: IconName; readonly word: string }>> = {
  reviewOverdue: { icon: 'emergency', word: 'Overdue' },
  reviewDue: { icon: 'emergency', word: 'Review' },
  signoffWaiting: { icon: 'sign', word: 'Sign-off' },
  signoffStale: { icon: 'sign', word: 'Stale' },
  signoffExpired: { icon: 'clock', word: 'Expired' },
  journal: { icon: 'journal', word: 'Journal' },
  rolloutInterrupted: { icon: 'rollout', word: 'Interrupted' },
  rollbackNotBegun: { icon: 'rollout', word: 'Not rolled back' },
  rolloutPaused: { icon: 'pause', word: 'Paused' },
  rolloutFailed: { icon: 'rollout', word: 'Failed' },
  debt: { icon: 'debt', word: 'Debt' },
  drift: { icon: 'drift', word: 'Drift' },
  difference: { icon: 'question', word: 'Differs' },
  hostNotSeen: { icon: 'host', word: 'Not seen' },
  balancerNotSeen: { icon: 'host', word: 'Not seen' },
  unhealthy: { icon: 'cross', word: 'Unhealthy' },
  outOfPool: { icon: 'skip', word: 'Out of pool' },
};

function Matter({ item }: { readonly item: AttentionItem }) {
  const { icon, word } = kinds[item.kind];
  return (
    <>
      <span className={css.kind}>
        <Chip tone={item.tone} icon={icon}>
          {word}
        </Chip>
      </span>
      <div className={css.what}>
        <p className={css.message}>
          <strong className={css.place}>
            <VisibleText text={item.place} />
          </strong>{' '}
          <VisibleText text={item.message} />
        </p>
        <p className={css.wayOut}>
          <Icon name="arrowRight" size={12} /> <VisibleText text={item.wayOut} />
        </p>
      </div>
      <span className={css.when}>
        {item.since !== undefined && <Age at={item.since} fade="never" />}
        <span className={css.whom}>for {item.waitsFor}</span>
      </span>
      <span className={css.acts}>
        <Acts item={item} />
      </span>
    </>
  );
}

function Acts({ item }: { readonly item: AttentionItem }) {
  const canRollOut = useCapability('rollouts');
  const { look, isLooking } = useLook();
  const { leadsTo } = item;
  switch (leadsTo.kind) {
    case 'rollout':
      return (
        <Button onClick={() => navigate({ screen: 'rollout', id: leadsTo.id })}>Open the rollout</Button>
      );
    case 'promotion':
      return (
        <Button onClick={() => navigate({ screen: 'promotionById', id: leadsTo.id })}>
          Open the promotion
        </Button>
      );
    case 'target': {
      const { service, environment } = leadsTo;
      return canRollOut ? (
        <Button onClick={() => navigate({ screen: 'promotion', service, environment })}>
          Promote to {environment}…
        </Button>
      ) : (
        <Button onClick={() => navigate({ screen: 'matrix' })}>Show in the matrix</Button>
      );
    }
    case 'look':
      return (
        <Button busy={isLooking} onClick={() => look()}>
          Look again
        </Button>
      );
    case 'audit': {
      const { tab } = leadsTo;
      return (
        <Button onClick={() => navigate({ screen: 'audit', search: tab === undefined ? '' : `tab=${tab}` })}>
          {tab === 'hosts' ? 'Show the comparison' : 'Open the audit'}
        </Button>
      );
    }
  }
}
