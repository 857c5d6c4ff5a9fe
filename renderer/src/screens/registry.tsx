import { type ComponentType, lazy } from 'react';
import type { Route, ScreenName } from '../route.ts';

/** What a screen is given: where it is, narrowed to its own kind of route. */
export interface ScreenPropsOf<Name extends ScreenName> {
  readonly route: Extract<Route, { readonly screen: Name }>;
}

type Screens = { readonly [Name in ScreenName]: ComponentType<ScreenPropsOf<Name>> };

/** A screen for every kind of route, loaded when it is first shown. */
export const screens: Screens = {
  matrix: lazy(async () => ({ default: (await import('./matrix/MatrixScreen.tsx')).MatrixScreen })),
  attention: lazy(async () => ({
    default: (await import('./attention/AttentionScreen.tsx')).AttentionScreen,
  })),
  promotion: lazy(async () => ({
    default: (await import('./promotion/PromotionScreen.tsx')).PromotionScreen,
  })),
  promotions: lazy(async () => ({
    default: (await import('./promotions/PromotionsScreen.tsx')).PromotionsScreen,
  })),
  promotionById: lazy(async () => ({
    default: (await import('./promotions/PromotionByIdScreen.tsx')).PromotionByIdScreen,
  })),
  people: lazy(async () => ({ default: (await import('./people/PeopleScreen.tsx')).PeopleScreen })),
  rollouts: lazy(async () => ({ default: (await import('./rollout/RolloutsScreen.tsx')).RolloutsScreen })),
  rollout: lazy(async () => ({ default: (await import('./rollout/RolloutScreen.tsx')).RolloutScreen })),
  journal: lazy(async () => ({ default: (await import('./journal/JournalScreen.tsx')).JournalScreen })),
  record: lazy(async () => ({ default: (await import('./journal/RecordScreen.tsx')).RecordScreen })),
  welcome: lazy(async () => ({ default: (await import('./welcome/WelcomeScreen.tsx')).WelcomeScreen })),
  parts: lazy(async () => ({ default: (await import('./parts/PartsScreen.tsx')).PartsScreen })),
};
