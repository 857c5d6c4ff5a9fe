import type { JournalState } from '../../../../shared/journal/state.ts';
import { isOpenPromotion } from '../../../../shared/journal/promotionState.ts';
import type { Workspace } from '../../../../shared/model/workspace.ts';
import { isOpen } from '../../../../shared/view/matrix.ts';
import type { Route } from '../../route.ts';
import type { PaletteGroup, PaletteItem } from '../../ui/index.ts';

export interface PaletteFacts {
  readonly workspace: Workspace | undefined;
  readonly rollouts: Pick<JournalState, 'rollouts' | 'rolloutOrder'>;
  readonly promotions: Pick<JournalState, 'promotions' | 'promotionOrder'>;
  /** Who is at this desktop, as people say it. */
  readonly identity: string | undefined;
  readonly canRollOut: boolean;
  readonly hasLobby: boolean;
  readonly isNotifying: boolean;
}

export interface PaletteActs {
  readonly go: (route: Route) => void;
  readonly verify: () => void;
  readonly look: () => void;
  readonly unlock: () => void;
  readonly lock: () => void;
  readonly toggleTheme: () => void;
  readonly toggleNotifications: () => void;
  readonly showKeys: () => void;
}

const newestShown = 20;

/** Everything a person can go to or do from anywhere; dangerous things lead to the screen that asks first. */
export function paletteGroups(facts: PaletteFacts, acts: PaletteActs): readonly PaletteGroup[] {
  return [
    { heading: 'Go to', items: places(facts, acts) },
    { heading: 'Running rollouts', items: rollouts(facts, acts, true) },
    { heading: 'Open promotions', items: openPromotions(facts, acts) },
    { heading: 'Promote', items: facts.canRollOut ? promotions(facts, acts) : [] },
    { heading: 'Do', items: deeds(facts, acts) },
    { heading: 'Earlier rollouts', items: rollouts(facts, acts, false).slice(0, newestShown) },
  ];
}

function places({ hasLobby }: PaletteFacts, { go }: PaletteActs): readonly PaletteItem[] {
  const all: readonly (Omit<PaletteItem, 'onSelect'> & { readonly route: Route })[] = [
    { id: 'go/matrix', label: 'Matrix', icon: 'matrix', keys: 'g m', route: { screen: 'matrix' } },
    {
      id: 'go/attention',
      label: 'Attention',
      icon: 'attention',
      keys: 'g a',
      route: { screen: 'attention' },
    },
    {
      id: 'go/promotions',
      label: 'Promotions',
      icon: 'sign',
      keys: 'g p',
      keywords: ['sign-off', 'approve', 'approval'],
      route: { screen: 'promotions' },
    },
    { id: 'go/rollouts', label: 'Rollouts', icon: 'rollout', keys: 'g r', route: { screen: 'rollouts' } },
    { id: 'go/journal', label: 'Journal', icon: 'journal', keys: 'g j', route: { screen: 'journal' } },
    {
      id: 'go/people',
      label: 'People and policy',
      icon: 'people',
      keys: 'g e',
      keywords: ['keys', 'groups', 'allowed signers'],
      route: { screen: 'people' },
    },
  ];
  const lobby = {
    id: 'go/welcome',
    label: 'Other workspaces…',
    icon: 'arrowRight',
    keywords: ['open', 'switch', 'demo', 'recent'],
    route: { screen: 'welcome' },
  } as const;
  return [...all, ...(hasLobby ? [lobby] : [])].map(({ route, ...item }) => ({
    ...item,
    onSelect: () => go(route),
  }));
}

function rollouts(
  { rollouts: { rollouts: byId, rolloutOrder } }: PaletteFacts,
  { go }: PaletteActs,
  running: boolean,
): readonly PaletteItem[] {
  return rolloutOrder.toReversed().flatMap((id): PaletteItem[] => {
    const rollout = byId[id];
    if (!rollout || isOpen(rollout.status) !== running) return [];
    const state = rollout.status.kind === 'finished' ? rollout.status.result : rollout.status.kind;
    return [
      {
        id: `rollout/${id}`,
        label: `${rollout.service} ${rollout.release.version} to ${rollout.environment}`,
        detail: state,
        icon: 'rollout',
        onSelect: () => go({ screen: 'rollout', id }),
      },
    ];
  });
}

function openPromotions(
  { promotions: { promotions: byId, promotionOrder } }: PaletteFacts,
  { go }: PaletteActs,
): readonly PaletteItem[] {
  return promotionOrder.toReversed().flatMap((id): PaletteItem[] => {
    const promotion = byId[id];
    if (!promotion || !isOpenPromotion(promotion)) return [];
    const { service, environment, release, rules } = promotion;
    return [
      {
        id: `promotion/${id}`,
        label: `${service} ${release.version} to ${environment}`,
        detail: rules === 'emergency' ? 'EMERGENCY' : promotion.status.kind,
        icon: 'sign',
        keywords: ['approve', 'reject', 'sign-off'],
        onSelect: () => go({ screen: 'promotionById', id }),
      },
    ];
  });
}

function promotions({ workspace }: PaletteFacts, { go }: PaletteActs): readonly PaletteItem[] {
  return (workspace?.targets ?? []).map(({ service, environment }) => ({
    id: `promote/${service}/${environment}`,
    label: `Promote ${service} to ${environment}`,
    icon: 'promote',
    keywords: ['deploy', 'release', 'roll out'],
    onSelect: () => go({ screen: 'promotion', service, environment }),
  }));
}

function deeds({ isNotifying, identity }: PaletteFacts, acts: PaletteActs): readonly PaletteItem[] {
  return [
    identity === undefined
      ? {
          id: 'do/unlock',
          label: 'Unlock this desktop: say who you are',
          icon: 'unlock',
          keys: 'g u',
          keywords: ['identity', 'key'],
          onSelect: () => acts.unlock(),
        }
      : {
          id: 'do/lock',
          label: `Lock this desktop, ${identity} leaves`,
          icon: 'lock',
          keys: 'l',
          keywords: ['identity'],
          onSelect: () => acts.lock(),
        },
    {
      id: 'do/look',
      label: 'Look at all hosts now',
      icon: 'retry',
      keywords: ['refresh', 'observe'],
      onSelect: () => acts.look(),
    },
    {
      id: 'do/verify',
      label: 'Verify the journal',
      icon: 'shield',
      keywords: ['chain', 'audit', 'integrity'],
      onSelect: () => acts.verify(),
    },
    {
      id: 'do/theme',
      label: 'Switch between dark and light',
      icon: 'moon',
      keywords: ['theme', 'colours'],
      onSelect: () => acts.toggleTheme(),
    },
    {
      id: 'do/notifications',
      label: isNotifying ? 'Switch desktop notifications off' : 'Switch desktop notifications on',
      icon: 'attention',
      onSelect: () => acts.toggleNotifications(),
    },
    {
      id: 'do/keys',
      label: 'Show the keys of this screen',
      icon: 'keyboard',
      keys: '?',
      onSelect: () => acts.showKeys(),
    },
  ];
}
