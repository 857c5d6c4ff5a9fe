import { useSyncExternalStore } from 'react';

/** Where the window is; kept in the address, so that it can be linked, reloaded and gone back from. */
export type Route =
  | { readonly screen: 'matrix' }
  | { readonly screen: 'attention' }
  | {
      readonly screen: 'promotion';
      readonly service: string;
      readonly environment: string;
      readonly version?: string;
    }
  | { readonly screen: 'promotions' }
  | { readonly screen: 'promotionById'; readonly id: string }
  | { readonly screen: 'people' }
  | { readonly screen: 'rollouts' }
  | { readonly screen: 'rollout'; readonly id: string }
  /** `search` holds the filters, as the journal's own screen writes and reads them. */
  | { readonly screen: 'journal'; readonly search?: string }
  | { readonly screen: 'record'; readonly seq: number }
  | { readonly screen: 'welcome' }
  | { readonly screen: 'parts'; readonly section?: string };

export type ScreenName = Route['screen'];

/** As an address: `#/promotion/shop/production?version=1.1.0`. */
export function routeTo(route: Route): string {
  switch (route.screen) {
    case 'matrix':
      return '#/';
    case 'promotion': {
      const path = `#/promotion/${encodeURIComponent(route.service)}/${encodeURIComponent(route.environment)}`;
      return route.version === undefined
        ? path
        : `${path}?${new URLSearchParams({ version: route.version })}`;
    }
    case 'promotionById':
      return `#/promotions/${encodeURIComponent(route.id)}`;
    case 'rollout':
      return `#/rollout/${encodeURIComponent(route.id)}`;
    case 'journal':
      return route.search === undefined || route.search === '' ? '#/journal' : `#/journal?${route.search}`;
    case 'record':
      return `#/journal/${route.seq}`;
    case 'parts':
      return route.section === undefined ? '#/parts' : `#/parts/${encodeURIComponent(route.section)}`;
    case 'attention':
    case 'promotions':
    case 'people':
    case 'rollouts':
    case 'welcome':
      return `#/${route.screen}`;
  }
}

/** Addresses that lead nowhere lead to the matrix. @param hash as `location.hash` gives it. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s, 2);
  const parts = path.split('/').map(decode);
  const [screen, first, second] = parts;
  switch (screen) {
    case 'attention':
    case 'people':
    case 'rollouts':
    case 'welcome':
      return { screen };
    case 'promotions':
      return first ? { screen: 'promotionById', id: first } : { screen };
    case 'promotion': {
      if (!first || !second) return { screen: 'matrix' };
      const version = new URLSearchParams(search).get('version');
      return { screen, service: first, environment: second, ...(version ? { version } : {}) };
    }
    case 'rollout':
      return first ? { screen, id: first } : { screen: 'rollouts' };
    case 'journal':
      if (first !== undefined && /^\d{1,15}$/.test(first)) return { screen: 'record', seq: Number(first) };
      return search === '' ? { screen } : { screen, search };
    case 'parts':
      return first ? { screen, section: first } : { screen };
    default:
      return { screen: 'matrix' };
  }
}

export function navigate(route: Route, options: { readonly replace?: boolean } = {}): void {
  const address = routeTo(route);
  if (options.replace === true) window.location.replace(address);
  else window.location.hash = address;
}

/** The same object as long as the address stays the same. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, read);
}

let lastHash: string | undefined;
let lastRoute: Route = { screen: 'matrix' };

function read(): Route {
  if (window.location.hash !== lastHash) {
    lastHash = window.location.hash;
    lastRoute = parseRoute(lastHash);
  }
  return lastRoute;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** An address that somebody typed may hold a broken escape; it then names nothing that exists. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
