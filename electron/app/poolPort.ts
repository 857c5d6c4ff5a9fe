import type { PoolControl } from '../balancer/poolMember.ts';
import type { PoolMember, PoolPort } from '../rollout/ports.ts';

/** Fits pools to what a rollout asks for. */
export function createPoolPort(options: {
  readonly control: PoolControl;
  /** Has to agree before anything is changed. */
  beforeChange(member: PoolMember): Promise<void>;
}): PoolPort {
  const { control } = options;

  return {
    literal: (action, member) => control.literal(action, member),
    literalState: (member) => control.literalState(member),
    literalShare: (member, percent) => control.literalShare(member, percent),
    share: async (member, percent, o) => {
      await options.beforeChange(member);
      return control.share(member, percent, o);
    },
    perform: async (action, member, o) => {
      await options.beforeChange(member);
      return control.perform(action, member, o);
    },
    awaitDrained: (member, o) => control.awaitDrained(member, o),
    shutdownSessions: async (member, o) => {
      await options.beforeChange(member);
      return control.shutdownSessions(member, o);
    },
    awaitPoolHealthy: (member, o) => control.awaitPoolHealthy(member, o),
    awaitInService: (member, o) => control.awaitInService(member, o),
    observe: async (member, { signal }) => {
      const seen = await control.observe(member, signal ? { signal } : {});
      return {
        inService: seen.every(({ inService }) => inService),
        hasWholeWeight: seen.every(({ hasWholeWeight }) => hasWholeWeight),
        saw: seen.map(({ balancer, saw }) => `${saw} on ${balancer}`).join(', '),
      };
    },
    capacity: async (member, { signal }) => {
      const seen = await control.capacity(member.backend, member.balancers, {
        without: member.server,
        ...(signal ? { signal } : {}),
      });
      return seen.map(({ balancer, up, servers, queued, outOrDown, shareWithout }) => ({
        balancer,
        up,
        servers,
        queued,
        ...(shareWithout === undefined ? {} : { shareWithout }),
        memberIsUp: !outOrDown.some((text) => text.startsWith(`${member.server}: `)),
      }));
    },
  };
}
