import type { z } from 'zod';
import {
  feeds,
  methods,
  type FeedEventOf,
  type FeedKeyOf,
  type FeedName,
  type MethodName,
  type OutputOf,
  type ParsedInputOf,
  type SnapshotOf,
} from '../contract/contract.ts';
import type { FeedDefinition, MethodDefinition } from '../contract/define.ts';

/**
 * The contract once more, typed so that a name known only as `M extends MethodName` still ties its schemas
 * to its types. The compiler checks each line against the contract; nothing is cast.
 */
export const methodTable: {
  readonly [M in MethodName]: MethodDefinition<z.ZodType<ParsedInputOf<M>>, z.ZodType<OutputOf<M>>>;
} = methods;

export const feedTable: {
  readonly [F in FeedName]: FeedDefinition<
    z.ZodType<FeedKeyOf<F>>,
    z.ZodType<SnapshotOf<F>>,
    z.ZodType<FeedEventOf<F>>
  >;
} = feeds;

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

export function isFeedName(name: string): name is FeedName {
  return Object.hasOwn(feeds, name);
}
