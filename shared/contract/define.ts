import type { z } from 'zod';
import type { JournalEventKind } from '../journal/events.ts';

/** One question or command that a client may put to the app. */
export interface MethodDefinition<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly input: Input;
  readonly output: Output;
  /**
   * `undefined` for a question. A method that changes something names the events by which the journal tells
   * of it; `--read-only` hosts refuse it at the router.
   */
  readonly audit: readonly JournalEventKind[] | undefined;
}

/**
 * A stream of truth: a snapshot, then events. Delivery `every` never drops an event; `latest` may keep only the
 * newest event of each `coalesceBy` key while a client is slow.
 */
export interface FeedDefinition<
  Key extends z.ZodType = z.ZodType,
  Snapshot extends z.ZodType = z.ZodType,
  Event extends z.ZodType = z.ZodType,
> {
  readonly key: Key;
  readonly snapshot: Snapshot;
  readonly event: Event;
  readonly delivery:
    | { readonly kind: 'every' }
    | { readonly kind: 'latest'; coalesceBy(event: z.infer<Event>): string };
}

export function question<I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
): MethodDefinition<I, O> {
  return { input, output, audit: undefined };
}

export function command<I extends z.ZodType, O extends z.ZodType>(
  audit: readonly JournalEventKind[],
  input: I,
  output: O,
): MethodDefinition<I, O> {
  return { input, output, audit };
}

export function feed<K extends z.ZodType, S extends z.ZodType, E extends z.ZodType>(
  definition: FeedDefinition<K, S, E>,
): FeedDefinition<K, S, E> {
  return definition;
}
