import { hasDisplay, type ElectronRuntime } from './electronRuntime.ts';

/** Where the control room opens. */
export type Place =
  | { readonly kind: 'desktop'; readonly path: string }
  /** `canOpen`: there is a display to open a browser on. */
  | { readonly kind: 'browser'; readonly reason: string; readonly canOpen: boolean };

/** In a window of its own where Electron is really there and has a display; else in the browser, with the reason. */
export function decidePlace(of: {
  readonly runtime: ElectronRuntime;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Place {
  const { runtime } = of;
  const canOpen = hasDisplay(of.platform, of.environment);
  if (runtime.kind === 'missing') return { kind: 'browser', reason: runtime.reason, canOpen };
  return canOpen
    ? { kind: 'desktop', path: runtime.path }
    : { kind: 'browser', reason: 'there is no display to open a window on', canOpen };
}
