import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import { navigate, routeTo } from '../../route.ts';
import { useWorkspace } from '../../stores/useStores.ts';
import { Empty, SelectInput, Skeleton } from '../../ui/index.ts';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { usePolicy } from '../signoff/usePolicy.ts';
import { Promotion } from './Promotion.tsx';
import { SignedPromotion } from './SignedPromotion.tsx';
import css from './Promotion.module.css';

/** Choose a release and an environment, read what it changes and what would be sent, and start it. */
export function PromotionScreen({ route }: ScreenPropsOf<'promotion'>) {
  const workspace = useWorkspace((state) => state.workspace);
  const fault = useWorkspace((state) => state.fault);
  const target = workspace?.targets.find(
    (it) => it.service === route.service && it.environment === route.environment,
  );
  return (
    <Screen
      title={`Promote ${route.service} to ${route.environment}`}
      tools={workspace && <EnvironmentChoice workspace={workspace} route={route} />}
    >
      {workspace === undefined ? (
        <div className={css.alone}>
          {fault === undefined ? <Skeleton label="the workspace" lines={6} /> : <FaultNote fault={fault} />}
        </div>
      ) : target === undefined ? (
        <NotDeployed workspace={workspace} route={route} />
      ) : (
        <PromotionByPolicy workspace={workspace} target={target} version={route.version} />
      )}
    </Screen>
  );
}

interface PromotionByPolicyProps {
  readonly workspace: Workspace;
  readonly target: DeploymentTarget;
  readonly version: string | undefined;
}

function PromotionByPolicy(props: PromotionByPolicyProps) {
  const policy = usePolicy(props.target.environment);
  return policy ? <SignedPromotion {...props} policy={policy} /> : <Promotion {...props} />;
}

type PromotionRoute = ScreenPropsOf<'promotion'>['route'];

/** The chosen release goes along to the other environment. */
function EnvironmentChoice({ workspace, route }: { workspace: Workspace; route: PromotionRoute }) {
  const targets = targetsOf(workspace, route.service);
  if (targets.length === 0) return undefined;
  const names = targets.map((it): string => it.environment);
  const options = names.includes(route.environment) ? names : [route.environment, ...names];
  return (
    <SelectInput
      aria-label="Environment"
      value={route.environment}
      onChange={(event) => navigate({ ...route, environment: event.target.value })}
      options={options.map((value) => ({ value, label: value, disabled: !names.includes(value) }))}
    />
  );
}

function NotDeployed({ workspace, route }: { workspace: Workspace; route: PromotionRoute }) {
  const targets = targetsOf(workspace, route.service);
  return (
    <Empty icon="alert" title={`${route.service} is not deployed to ${route.environment}`}>
      {targets.length === 0
        ? `The workspace has no environment for a service of this name.`
        : 'It is deployed to: '}
      {targets.map(({ environment }, index) => (
        <span key={environment}>
          {index > 0 && ', '}
          <a href={routeTo({ ...route, environment })}>{environment}</a>
        </span>
      ))}
    </Empty>
  );
}

function targetsOf(workspace: Workspace, service: string): readonly DeploymentTarget[] {
  return workspace.environments.flatMap(
    ({ name }) => workspace.targets.find((it) => it.service === service && it.environment === name) ?? [],
  );
}
