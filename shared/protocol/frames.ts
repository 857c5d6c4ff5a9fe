import { z } from 'zod';
import { faultData } from './faultData.ts';

/**
 * Everything that travels between a client and its host. Frames are plain JSON values: a text channel and a
 * structured clone must carry the same thing. Inputs, outputs and feed values stay `unknown` here; the
 * contract's schemas parse them one level up.
 */
export const protocolVersion = 1;

/** Chosen by the client, unique among its calls and subscriptions on one connection. */
const id = z.number().int().min(0);
/** Counts the events of one feed within one epoch, from 1; 0 stands before the first. */
const seq = z.number().int().min(0);

const hello = z.strictObject({ type: z.literal('hello'), protocol: z.number().int() });
const call = z.strictObject({
  type: z.literal('call'),
  id,
  method: z.string().max(200),
  input: z.unknown(),
});
const cancel = z.strictObject({ type: z.literal('cancel'), id });
const subscribe = z.strictObject({
  type: z.literal('subscribe'),
  id,
  feed: z.string().max(200),
  key: z.unknown(),
  /** The last event that the client has; the host goes on from there if it still can. */
  resume: z.strictObject({ epoch: z.string().max(200), seq }).optional(),
});
const unsubscribe = z.strictObject({ type: z.literal('unsubscribe'), id });
/** "I have worked through everything up to here": a host sends only so much ahead of it. */
const ack = z.strictObject({ type: z.literal('ack'), id, seq });

export const clientFrame = z.discriminatedUnion('type', [hello, call, cancel, subscribe, unsubscribe, ack]);
export type ClientFrame = z.infer<typeof clientFrame>;

const welcome = z.strictObject({
  type: z.literal('welcome'),
  protocol: z.number().int(),
  /** Names one run of the host's process; sequence numbers mean nothing across epochs. */
  epoch: z.string(),
  /** What this host can do. Clients show by capability and never ask which host it is. */
  capabilities: z.array(z.string()).readonly(),
  appVersion: z.string(),
});
const answer = z.discriminatedUnion('ok', [
  z.strictObject({ type: z.literal('answer'), id, ok: z.literal(true), output: z.unknown() }),
  z.strictObject({ type: z.literal('answer'), id, ok: z.literal(false), fault: faultData }),
]);
/** The whole value of a feed, with every event up to `seq` in it. Replaces whatever the client had. */
const snapshot = z.strictObject({ type: z.literal('snapshot'), id, seq, value: z.unknown() });
/**
 * What happened from `fromSeq` to `toSeq`, both included, oldest first. A `latest` feed may carry fewer values
 * than numbers: older events of the same key are left out.
 */
const events = z.strictObject({
  type: z.literal('events'),
  id,
  fromSeq: seq,
  toSeq: seq,
  values: z.array(z.unknown()).readonly(),
});
/** The subscription does not exist, or has ended. */
const refused = z.strictObject({ type: z.literal('refused'), id, fault: faultData });

export const hostFrame = z.discriminatedUnion('type', [welcome, answer, snapshot, events, refused]);
export type HostFrame = z.infer<typeof hostFrame>;

export type Frame = ClientFrame | HostFrame;
export type FrameOf<T extends Frame['type']> = Extract<Frame, { type: T }>;
export type Welcome = FrameOf<'welcome'>;
