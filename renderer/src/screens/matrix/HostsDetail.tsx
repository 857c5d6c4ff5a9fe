import type { ReactNode } from 'react';
import { isOpen, type MatrixCell } from '../../../../shared/view/matrix.ts';
import { shownVersionOf } from '../../../../shared/view/matrixFacts.ts';
import { plural } from '../../format/plural.ts';
import { visibleText } from '../../format/visibleText.ts';
import { navigate } from '../../route.ts';
import { useCapability, useCellSource, useCells, useWorkspace } from '../../stores/useStores.ts';
import { Button } from '../../ui/index.ts';
import { useLook } from '../frame/useLook.ts';
import { HostLine } from './HostLine.tsx';
import css from './HostsDetail.module.css';

interface HostsDetailProps {
  readonly service: string;
  readonly environment: string;
}

/** What a cell opens to: every host with what is recorded and what is seen, and what can be done from here. */
export function HostsDetail({ service, environment }: HostsDetailProps) {
  const source = useCellSource();
  useCells((state) => state.revision);
  const cell = source.cellOf(service, environment);
  const balancers = useWorkspace(
    ({ workspace }) =>
      workspace?.targets.find((it) => it.service === service && it.environment === environment)?.pool
        ?.balancers,
  );
  if (!cell) return <p className={css.none}>{`${service} is not deployed in ${environment}.`}</p>;
  return (
    <section aria-label={`Hosts of ${service} in ${environment}`}>
      <DetailHead cell={cell} />
      <HostTable cell={cell} balancers={balancers ?? []} />
    </section>
  );
}

function DetailHead({ cell }: { readonly cell: MatrixCell }) {
  const { service, environment, rollout } = cell;
  const canRollOut = useCapability('rollouts');
  const { look, isLooking } = useLook();
  const version = shownVersionOf(cell);
  return (
    <header className={css.head}>
      <h2 className={css.title}>
        {service} in {environment}
        <span className={css.count}>
          {plural(cell.hosts.length, 'host')},{' '}
          {version === undefined ? 'version unknown' : visibleText(version)}
        </span>
      </h2>
      <div className={css.acts}>
        <Button kind="quiet" icon="retry" busy={isLooking} onClick={() => look(environment)}>
          Look now
        </Button>
        {rollout && (
          <Button icon="rollout" onClick={() => navigate({ screen: 'rollout', id: rollout.id })}>
            {isOpen(rollout.status) ? `Follow the rollout of ${rollout.version}` : 'Newest rollout'}
          </Button>
        )}
        {canRollOut && (
          <Button
            kind="primary"
            icon="promote"
            onClick={() => navigate({ screen: 'promotion', service, environment })}
          >
            Promote to {environment}…
          </Button>
        )}
      </div>
    </header>
  );
}

interface HostTableProps {
  readonly cell: MatrixCell;
  readonly balancers: readonly string[];
}

function HostTable({ cell, balancers }: HostTableProps): ReactNode {
  const version = shownVersionOf(cell);
  const isRolling = cell.rollout !== undefined && isOpen(cell.rollout.status);
  return (
    <div className={css.scroller}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Host</th>
            <th scope="col">Recorded</th>
            <th scope="col">Seen</th>
            <th scope="col">Running</th>
            <th scope="col">Health</th>
            {balancers.map((balancer) => (
              <th key={balancer} scope="col">
                {balancer}
              </th>
            ))}
            <th scope="col">Looked</th>
            {isRolling && <th scope="col">Rollout</th>}
          </tr>
        </thead>
        <tbody>
          {cell.hosts.map((host) => (
            <HostLine key={host.host} host={host} shownVersion={version} isRolling={isRolling} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
