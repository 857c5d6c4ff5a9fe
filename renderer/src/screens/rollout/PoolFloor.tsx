import { useShallow } from 'zustand/react/shallow';
import type { Plan } from '../../../../shared/model/plan.ts';
import { useFleet } from '../../stores/useStores.ts';
import { Age, Icon } from '../../ui/index.ts';
import css from './Rollout.module.css';

interface PoolFloorProps {
  readonly pool: NonNullable<Plan['pool']>;
}

/** How many must stay in service, and how many were seen to be, balancer by balancer. */
export function PoolFloor({ pool }: PoolFloorProps) {
  const sightings = useFleet(useShallow((state) => pool.balancers.map((name) => state.balancers[name])));
  return (
    <span className={css.floor}>
      <span>
        at least {pool.floor} of {pool.servers};
      </span>
      {pool.balancers.map((name, index) => {
        const sighting = sightings[index];
        if (sighting?.kind !== 'seen') {
          return (
            <span key={name} className={css.unseen}>
              <Icon name="question" size={12} /> {name} not seen
            </span>
          );
        }
        const servers = sighting.servers.filter((it) => it.backend === pool.backend);
        const up = servers.filter(
          ({ state }) => state === 'up' || state === 'goingDown' || state === 'noCheck',
        );
        const isBelow = up.length < pool.floor;
        return (
          <span key={name} className={isBelow ? css.below : undefined}>
            {isBelow && <Icon name="alert" size={12} label="below the floor" />} {name} {up.length}/
            {servers.length} in service <Age at={sighting.at} />
          </span>
        );
      })}
    </span>
  );
}
