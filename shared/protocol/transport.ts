import type { Frame } from './frames.ts';

/**
 * A line between two sides: send a frame, receive frames, end it. Frames arrive whole, in order, at most once.
 * Everything else (answers, feeds, resuming, back-pressure) is above it.
 */
export interface Transport {
  /**
   * Serialises before it returns, so the caller may change the value afterwards. Does nothing once closed.
   * @throws whatever the channel's serialiser throws at a value that has no JSON; the line stays usable.
   */
  send(frame: Frame): void;
  /** Gives each message as it was decoded; the receiver parses it. Returns the way to stop listening. */
  onFrame(listener: (frame: unknown) => void): () => void;
  /** Called once, whichever side ended it; soon, if it has ended already. */
  onClose(listener: (reason: string) => void): () => void;
  close(reason?: string): void;
}
