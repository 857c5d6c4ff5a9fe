import { useState } from 'react';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import { changeWarningsOf } from '../../../../shared/view/promotionChanges.ts';
import { baseCommitsOf, baseGroupsOf, hostBasesOf } from '../../../../shared/view/promotionBases.ts';
import { navigate } from '../../route.ts';
import { Empty, Tabs } from '../../ui/index.ts';
import { ChangesPanel } from './ChangesPanel.tsx';
import { DecisionPanel } from './DecisionPanel.tsx';
import { PlanPanel } from './PlanPanel.tsx';
import { ReleaseList } from './ReleaseList.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import { useServiceSightings } from './useServiceSightings.ts';
import css from './Promotion.module.css';

interface PromotionProps {
  readonly workspace: Workspace;
  readonly target: DeploymentTarget;
  readonly version: string | undefined;
}

/** Where an environment has no policy, who presses the button decides. */
export function Promotion({ workspace, target, version }: PromotionProps) {
  const { service, environment } = target;
  const sightings = useServiceSightings(workspace, service);
  const releases = useAnswer('releases.list', { service });
  const release = releases.value?.releases.find((it) => it.version === version);
  const prepared = useAnswer(
    'rollouts.plan',
    version === undefined ? undefined : { service, environment, version },
  );
  const bases = hostBasesOf(target, sightings);
  const groups = baseGroupsOf(bases);
  const commits = baseCommitsOf(bases);
  const changes = useAnswer(
    'changes.between',
    release && commits.length > 0 ? { service, bases: [...commits], head: release.commit } : undefined,
  );
  const warnings = release ? changeWarningsOf({ changes: changes.value, bases, groups, head: release }) : [];
  const [tab, setTab] = useState('changes');

  return (
    <div className={css.promotion}>
      <div className={css.left}>
        <ReleaseList
          workspace={workspace}
          environment={environment}
          sightings={sightings}
          releases={releases}
          version={version}
          onChoose={(chosen) =>
            navigate({ screen: 'promotion', service, environment, version: chosen }, { replace: true })
          }
        />
        {version === undefined ? (
          <Empty icon="promote" title="Choose a release">
            Then you see what it changes on the hosts of {environment}, and every line that would be sent.
          </Empty>
        ) : (
          <div className={css.tabs}>
            <Tabs
              label="What is promoted"
              current={tab}
              onChange={setTab}
              tabs={[
                {
                  id: 'changes',
                  label: 'What changes',
                  ...(changes.value ? { count: changes.value.totalCommits } : {}),
                  panel: (
                    <ChangesPanel
                      release={release}
                      version={version}
                      bases={bases}
                      groups={groups}
                      changes={changes}
                      warnings={warnings}
                      environment={environment}
                    />
                  ),
                },
                {
                  id: 'plan',
                  label: 'The literal plan',
                  panel: <PlanPanel prepared={prepared} />,
                },
              ]}
            />
          </div>
        )}
      </div>
      <DecisionPanel
        workspace={workspace}
        target={target}
        version={version}
        prepared={prepared}
        warnings={warnings}
        onReadPlan={() => setTab('plan')}
      />
    </div>
  );
}
