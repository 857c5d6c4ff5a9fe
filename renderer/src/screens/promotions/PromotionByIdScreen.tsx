import { FaultNote } from '../../answers/FaultNote.tsx';
import { navigate } from '../../route.ts';
import { useFeedStatus, useJournalState, useWorkspace } from '../../stores/useStores.ts';
import { Button, Empty, Skeleton, VisibleText } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { useEscape } from '../rollout/useEscape.ts';
import { Screen } from '../Screen.tsx';
import { EmergencyChip } from '../signoff/StandingChip.tsx';
import { OpenPromotion } from './OpenPromotion.tsx';
import css from '../promotion/Promotion.module.css';

/** One promotion, open or over. */
export function PromotionByIdScreen({ route }: ScreenPropsOf<'promotionById'>) {
  const promotion = useJournalState((state) => state.promotions[route.id]);
  const workspace = useWorkspace((state) => state.workspace);
  const feed = useFeedStatus('state');
  useEscape(() => navigate({ screen: 'promotions' }));
  if (promotion && workspace) {
    const { service, environment, release, rules } = promotion;
    const target = workspace.targets.find((it) => it.service === service && it.environment === environment);
    return (
      <Screen
        title={`${service} ${release.version} to ${environment}`}
        tools={rules === 'emergency' && <EmergencyChip />}
      >
        <OpenPromotion workspace={workspace} target={target} promotion={promotion} />
      </Screen>
    );
  }
  return (
    <Screen title="Promotion">
      <div className={css.alone}>
        {feed.kind === 'loading' || promotion ? (
          <Skeleton label="the promotion" lines={8} />
        ) : feed.kind === 'ended' ? (
          <FaultNote fault={feed.fault} />
        ) : (
          <Empty
            icon="sign"
            title="The journal knows no such promotion"
            act={<Button onClick={() => navigate({ screen: 'promotions' })}>Show all promotions</Button>}
          >
            <VisibleText text={route.id} />
          </Empty>
        )}
      </div>
    </Screen>
  );
}
