import { useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { Policy } from '../../../../shared/model/policy.ts';
import type { StatementRules } from '../../../../shared/model/statement.ts';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import { baseCommitsOf, baseGroupsOf, hostBasesOf } from '../../../../shared/view/promotionBases.ts';
import { changeWarningsOf } from '../../../../shared/view/promotionChanges.ts';
import { openPromotionIn } from '../../../../shared/view/promotionList.ts';
import { mapAnswer, useAnswer } from '../../answers/useAnswer.ts';
import { navigate } from '../../route.ts';
import { useIdentity, useJournalState } from '../../stores/useStores.ts';
import { Empty } from '../../ui/index.ts';
import { OpenPromotion } from '../promotions/OpenPromotion.tsx';
import { AskPanel } from '../signoff/AskPanel.tsx';
import { ChangesPanel } from './ChangesPanel.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import { PromotionTabs } from './PromotionTabs.tsx';
import { ReleaseList } from './ReleaseList.tsx';
import { useServiceSightings } from './useServiceSightings.ts';
import css from './Promotion.module.css';

interface SignedPromotionProps {
  readonly workspace: Workspace;
  readonly target: DeploymentTarget;
  readonly version: string | undefined;
  readonly policy: Policy;
}

/** Where an environment has a policy: choose a release and ask for sign-offs, or go on with what was asked. */
export function SignedPromotion({ workspace, target, version, policy }: SignedPromotionProps) {
  const { service, environment } = target;
  const promotions = useJournalState(
    useShallow(({ promotions: byId, promotionOrder }) => ({ promotions: byId, promotionOrder })),
  );
  const open = useMemo(() => openPromotionIn(promotions, target), [promotions, target]);
  const shown = version ?? open?.release.version;
  const sightings = useServiceSightings(workspace, service);
  const releases = useAnswer('releases.list', { service });
  const list = (
    <ReleaseList
      workspace={workspace}
      environment={environment}
      sightings={sightings}
      releases={releases}
      version={shown}
      onChoose={(chosen) =>
        navigate({ screen: 'promotion', service, environment, version: chosen }, { replace: true })
      }
    />
  );
  if (open && open.release.version === shown) {
    return (
      <OpenPromotion key={open.id} workspace={workspace} target={target} promotion={open} above={list} />
    );
  }
  return (
    <Ask
      target={target}
      version={shown}
      policy={policy}
      open={open}
      above={list}
      releases={releases}
      sightings={sightings}
    />
  );
}

interface AskProps extends Omit<SignedPromotionProps, 'workspace'> {
  readonly open: PromotionState | undefined;
  readonly above: React.ReactNode;
  readonly releases: ReturnType<typeof useAnswer<'releases.list'>>;
  readonly sightings: ReturnType<typeof useServiceSightings>;
}

function Ask({ target, version, policy, open, above, releases, sightings }: AskProps) {
  const { service, environment } = target;
  const [rules, setRules] = useState<StatementRules>('ordinary');
  const [tab, setTab] = useState('changes');
  const person = useIdentity((state) => state.session?.person);
  const release = releases.value?.releases.find((it) => it.version === version);
  const outlook = useAnswer(
    'promotions.outlook',
    version === undefined ? undefined : { service, environment, version, rules },
    // Whoever asks may not sign, so it is another outlook for another person.
    `${policy.version}/${person}`,
  );
  const bases = hostBasesOf(target, sightings);
  const groups = baseGroupsOf(bases);
  const commits = baseCommitsOf(bases);
  const changes = useAnswer(
    'changes.between',
    release && commits.length > 0 ? { service, bases: [...commits], head: release.commit } : undefined,
  );
  const warnings = release ? changeWarningsOf({ changes: changes.value, bases, groups, head: release }) : [];

  return (
    <div className={css.promotion}>
      <div className={css.left}>
        {above}
        {version === undefined ? (
          <Empty icon="promote" title="Choose a release">
            Then you see what it changes on the hosts of {environment}, and who would have to sign.
          </Empty>
        ) : (
          <PromotionTabs
            current={tab}
            onChange={setTab}
            commits={changes.value?.totalCommits}
            changes={
              <ChangesPanel
                release={release}
                version={version}
                bases={bases}
                groups={groups}
                changes={changes}
                warnings={warnings}
                environment={environment}
              />
            }
            plan={
              <PlanPanel
                prepared={mapAnswer(outlook, (it) => it.prepared)}
                absent="A gate fails, so nothing was planned: see the gates."
              />
            }
          />
        )}
      </div>
      <AskPanel
        target={target}
        version={version}
        release={release}
        policy={policy}
        open={open}
        rules={rules}
        onRules={setRules}
        outlook={outlook}
        warnings={warnings}
        onReadPlan={() => setTab('plan')}
      />
    </div>
  );
}
