import { join } from 'node:path';
import type { Workspace } from '../../../shared/model/workspace.ts';
import type { FleetObserver } from '../../fleet/fleetObserver.ts';
import type { Journal } from '../../journal/journal.ts';
import { preparePlan } from '../planService.ts';
import type { AppConfig, AppPorts } from '../ports.ts';
import type { Prompts } from '../prompts.ts';
import { balancersOf, type Reach } from '../reach.ts';
import type { StateStore } from '../stateStore.ts';
import { type ApprovalGate, createApprovalGate } from './approvalGate.ts';
import { createIdentityService, type IdentityService } from './identityService.ts';
import type { KeyPlaces } from './keys.ts';
import type { PromotionContext } from './promotionContext.ts';
import { createPromotionService, type PromotionService } from './promotionService.ts';
import { createRulesInForce, type RulesInForce } from './rulesInForce.ts';
import { watchPromotions } from './watchPromotions.ts';

export interface SignoffServices {
  readonly rules: RulesInForce;
  readonly identity: IdentityService;
  readonly promotions: PromotionService;
  readonly approvals: ApprovalGate;
  /** Ends sessions in time and compares open promotions with the present, until the signal aborts. */
  watch(options: { readonly signal: AbortSignal }): Promise<void>;
}

/** Everything of sign-offs that needs journal, fleet, repositories and people at once. */
export function createSignoffServices(parts: {
  readonly workspace: Workspace;
  readonly config: AppConfig;
  readonly ports: AppPorts;
  readonly journal: Journal;
  readonly store: StateStore;
  readonly observer: FleetObserver;
  readonly prompts: Prompts;
  readonly reach: Reach;
}): SignoffServices {
  const { workspace, config, ports, reach, prompts, store } = parts;
  const places: KeyPlaces = {
    folders: config.keyFolders ?? [join(config.home, '.ssh')],
    agentSocket: config.environment['SSH_AUTH_SOCK'],
  };
  const rules = createRulesInForce(parts);
  const identity = createIdentityService({ config, ports, prompts, store, rules, places });
  const context: PromotionContext = {
    ...parts,
    rules,
    identity,
    places,
    prepare: (question, signal) =>
      preparePlan(question, {
        workspace,
        ports,
        balancers: balancersOf(reach),
        ...(signal ? { signal } : {}),
      }),
  };
  return {
    rules,
    identity,
    promotions: createPromotionService(context),
    approvals: createApprovalGate(context),
    watch: async ({ signal }) => {
      await Promise.all([identity.watch({ signal }), watchPromotions(context, { signal })]);
    },
  };
}
