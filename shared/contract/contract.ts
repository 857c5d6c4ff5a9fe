import type { z } from 'zod';
import { changesMethods } from './changesArea.ts';
import { demoFeeds } from './demoArea.ts';
import { fleetFeeds, fleetMethods } from './fleetArea.ts';
import { journalFeeds, journalMethods } from './journalArea.ts';
import { lobbyMethods } from './lobbyArea.ts';
import { promptFeeds, promptMethods } from './promptArea.ts';
import { rolloutFeeds, rolloutMethods } from './rolloutArea.ts';
import { signoffFeeds, signoffMethods } from './signoffArea.ts';
import { workspaceMethods } from './workspaceArea.ts';

/** Everything a client may ask, and every feed it may follow. The three hosts share it. */
export const methods = {
  ...workspaceMethods,
  ...rolloutMethods,
  ...journalMethods,
  ...fleetMethods,
  ...promptMethods,
  ...changesMethods,
  ...lobbyMethods,
  ...signoffMethods,
};
export const feeds = {
  ...journalFeeds,
  ...fleetFeeds,
  ...rolloutFeeds,
  ...promptFeeds,
  ...demoFeeds,
  ...signoffFeeds,
};

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type InputOf<M extends MethodName> = z.input<Methods[M]['input']>;
export type ParsedInputOf<M extends MethodName> = z.output<Methods[M]['input']>;
export type OutputOf<M extends MethodName> = z.output<Methods[M]['output']>;

export type Feeds = typeof feeds;
export type FeedName = keyof Feeds;
export type FeedKeyOf<F extends FeedName> = z.output<Feeds[F]['key']>;
export type SnapshotOf<F extends FeedName> = z.output<Feeds[F]['snapshot']>;
export type FeedEventOf<F extends FeedName> = z.output<Feeds[F]['event']>;

/** A handler for every method: a missing one is a compile error. */
export type Handlers = {
  readonly [M in MethodName]: (
    input: ParsedInputOf<M>,
    context: { readonly signal: AbortSignalLike; readonly client: string },
  ) => Promise<OutputOf<M>>;
};

/** The part of `AbortSignal` that shared code may know of: this room has neither Node nor DOM. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
