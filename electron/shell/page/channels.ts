/** Frames of the protocol, both ways; and from the app one thing more, `LineEnd`. */
export const frameChannel = 'signalbox:frame';
/** The page ends its line. */
export const disconnectChannel = 'signalbox:disconnect';

/** No frame of the protocol: tells the page that its line has ended, and why. */
export interface LineEnd {
  readonly type: 'end';
  readonly reason: string;
}
