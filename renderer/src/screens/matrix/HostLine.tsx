import { wayOutOf } from '../../../../shared/view/attentionList.ts';
import type { HostCell } from '../../../../shared/view/hostCell.ts';
import { buildOf } from '../../../../shared/view/matrixFacts.ts';
import { phaseText } from '../../../../shared/view/rolloutWords.ts';
import type { PoolCell } from '../../../../shared/view/poolCell.ts';
import { plural } from '../../format/plural.ts';
import { visibleText } from '../../format/visibleText.ts';
import { useFleet } from '../../stores/useStores.ts';
import { Age, Chip, PoolStateMark, Reason, toShownPoolState, VisibleText } from '../../ui/index.ts';
import css from './HostsDetail.module.css';

interface HostLineProps {
  readonly host: HostCell;
  readonly shownVersion: string | undefined;
  /** There is a column for the rollout that runs. */
  readonly isRolling: boolean;
}

/** A host; what is the matter with it has a line of its own, so that it can be read to the end. */
export function HostLine({ host, shownVersion, isRolling }: HostLineProps) {
  const { observed, recorded } = host;
  // The matrix keeps equal sightings for a while; here the age is the true one.
  const lookedAt = useFleet((state) => state.hosts[host.host]?.at);
  const build = buildOf(host, shownVersion);
  const none = <span className={css.none}>?</span>;
  return (
    <>
      <tr className={host.attention.length > 0 ? css.withMatter : undefined}>
        <th scope="row">
          <VisibleText text={host.host} />
        </th>
        <td>
          {recorded ? (
            <>
              <VisibleText text={recorded.version} /> <Age at={recorded.at} fade="never" />
            </>
          ) : (
            <span className={css.none}>nothing</span>
          )}
        </td>
        <td>{observed.kind === 'seen' ? visibleText(observed.release?.version ?? 'no release') : none}</td>
        <td>{observed.kind === 'seen' ? visibleText(observed.runningVersion ?? 'not told') : none}</td>
        <td>
          {observed.kind === 'seen' ? (
            <Health health={observed.health} detail={observed.healthDetail} />
          ) : (
            none
          )}
        </td>
        {host.pools.map((pool) => (
          <td key={pool.balancer}>
            <InPool pool={pool} build={build} />
          </td>
        ))}
        <td>{lookedAt === undefined ? <span className={css.none}>not yet</span> : <Age at={lookedAt} />}</td>
        {isRolling && <td>{host.rollout ? phaseText(host.rollout.phase) : 'finished'}</td>}
      </tr>
      {host.attention.length > 0 && (
        <tr>
          <td className={css.matter} colSpan={6 + host.pools.length + (isRolling ? 1 : 0)}>
            <Matters host={host} />
          </td>
        </tr>
      )}
    </>
  );
}

function Health({
  health,
  detail,
}: {
  readonly health: 'passing' | 'failing' | 'unknown';
  readonly detail: string | undefined;
}) {
  const title = detail === undefined ? undefined : visibleText(detail);
  switch (health) {
    case 'passing':
      return (
        <Chip tone="ok" icon="check" {...(title === undefined ? {} : { title })}>
          passing
        </Chip>
      );
    case 'failing':
      return (
        <Chip tone="bad" icon="cross" {...(title === undefined ? {} : { title })}>
          failing
        </Chip>
      );
    case 'unknown':
      return <Chip icon="question">unknown</Chip>;
  }
}

function InPool({ pool, build }: { readonly pool: PoolCell; readonly build: 'new' | 'old' | 'unknown' }) {
  switch (pool.kind) {
    case 'seen':
      return (
        <span className={css.pool}>
          <PoolStateMark pool={toShownPoolState(pool.state)} build={build} words={visibleText(pool.status)} />
          {pool.sessions !== undefined && pool.sessions > 0 && (
            <span className={css.none}>{plural(pool.sessions, 'session')}</span>
          )}
        </span>
      );
    case 'absent':
      return <PoolStateMark pool="notLoadBalanced" build={build} words="no such server" />;
    case 'notSeen':
      return <PoolStateMark pool="unseen" build={build} words="not seen" />;
    case 'notLooked':
      return <span className={css.none}>not yet</span>;
  }
}

function Matters({ host }: { readonly host: HostCell }) {
  const { observed } = host;
  return (
    <ul className={css.matters}>
      {host.attention.map((matter) => (
        <li key={`${matter.kind}/${matter.message}`}>
          <Reason
            text={matter.kind === 'drift' ? `Drift: ${matter.message}` : matter.message}
            tone={matter.kind === 'drift' ? 'caution' : 'bad'}
            {...(matter.kind === 'notSeen' && observed.kind === 'notSeen'
              ? { wayOut: wayOutOf(observed.trouble) }
              : {})}
          />
        </li>
      ))}
    </ul>
  );
}
