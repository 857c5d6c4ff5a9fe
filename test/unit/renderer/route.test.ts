import { describe, expect, it } from 'vitest';
import { parseRoute, routeTo, type Route } from '../../../renderer/src/route.ts';

describe('routes', () => {
  it.each<Route>([
    { screen: 'matrix' },
    { screen: 'attention' },
    { screen: 'rollouts' },
    { screen: 'promotions' },
    { screen: 'promotionById', id: 'p-17' },
    { screen: 'people' },
    { screen: 'welcome' },
    { screen: 'promotion', service: 'shop', environment: 'production' },
    { screen: 'promotion', service: 'a/b', environment: 'ü?#', version: '1.0.0+x & y' },
    { screen: 'rollout', id: 'r-1' },
    { screen: 'journal' },
    { screen: 'journal', search: 'service=shop&person=ada' },
    { screen: 'record', seq: 42 },
    { screen: 'parts', section: 'marks' },
  ])('come back from their address: %o', (route) => {
    expect(parseRoute(routeTo(route))).toEqual(route);
  });

  it.each(['', '#', '#/', '#/nowhere', '#/promotion/shop', '#/promotion//x'])(
    'lead to the matrix from %j, which names nothing',
    (hash) => {
      expect(parseRoute(hash)).toEqual({ screen: 'matrix' });
    },
  );

  it('take a broken escape as it is', () => {
    expect(parseRoute('#/rollout/%E0%A4')).toEqual({ screen: 'rollout', id: '%E0%A4' });
  });
});
