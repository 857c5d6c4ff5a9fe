import type { JournalEvent } from '../../../shared/journal/events.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import type { Journal } from '../../journal/journal.ts';
import type { AppConfig } from '../ports.ts';
import type { StateStore } from '../stateStore.ts';
import { type Rules, readRules } from './readRules.ts';

export interface RulesInForce {
  /** As they were read last; nobody before the first reading. */
  latest(): Rules | undefined;
  /** Reads the files, and records nothing. */
  read(options?: { readonly signal?: AbortSignal }): Promise<Rules>;
  /** Reads the files; what they say anew is in the journal before anything is judged by it. */
  bringInForce(): Promise<Rules>;
}

/** The journal says from when on which people and policies were in force: what came before is judged by what was then. */
export function createRulesInForce(parts: {
  readonly config: AppConfig;
  readonly journal: Pick<Journal, 'putBlob'>;
  readonly store: StateStore;
}): RulesInForce {
  const { config, journal, store } = parts;
  let latest: Rules | undefined;
  let begun = 0;
  let told = 0;
  const read = async (options?: { readonly signal?: AbortSignal }): Promise<Rules> => {
    const turn = (begun += 1);
    // A reading that began earlier and ended later says nothing new.
    const tell = (rules: Rules | undefined): void => {
      if (turn > told) [latest, told] = [rules, turn];
    };
    try {
      const rules = await readRules(config, options);
      tell(rules);
      return rules;
    } catch (error) {
      tell(undefined); // whoever cannot be read has no rights
      throw error;
    }
  };
  return {
    latest: () => latest,
    read,
    bringInForce: async () => {
      const rules = await read();
      if (decideRecords(store.state(), rules, { allowedSigners: '' }).length === 0) return rules;
      await journal.putBlob(Buffer.from(rules.rosterJson, 'utf8'));
      const allowedSigners = await journal.putBlob(Buffer.from(rules.allowedSigners, 'utf8'));
      const revokedKeys =
        rules.revokedKeys === '' ? undefined : await journal.putBlob(Buffer.from(rules.revokedKeys, 'utf8'));
      await store.commit((state) => decideRecords(state, rules, { allowedSigners, revokedKeys }));
      return rules;
    },
  };
}

/** What the journal does not know yet of people and policies. */
function decideRecords(
  state: JournalState,
  rules: Rules,
  blobs: { readonly allowedSigners: string; readonly revokedKeys?: string | undefined },
): JournalEvent[] {
  const { changedBy, rosterSha256, roster } = rules;
  const isRosterNew = roster.people.length > 0 || state.roster !== undefined;
  const events: JournalEvent[] = [];
  if (isRosterNew && state.roster?.rosterSha256 !== rosterSha256) {
    events.push({
      kind: 'rosterConfigured',
      rosterSha256,
      allowedSignersSha256: blobs.allowedSigners,
      ...(blobs.revokedKeys === undefined ? {} : { revokedKeysSha256: blobs.revokedKeys }),
      people: roster.people.length,
      changedBy,
    });
  }
  for (const policy of rules.policies) {
    const { environment } = policy;
    if (state.policies[environment]?.policy.version === policy.version) continue;
    events.push({ kind: 'policyConfigured', environment, policy, changedBy });
  }
  const removed = Object.values(state.policies).filter(
    ({ policy }) => !rules.policies.some((it) => it.environment === policy.environment),
  );
  for (const { policy } of removed) {
    events.push({ kind: 'policyRemoved', environment: policy.environment, changedBy });
  }
  return events;
}
