import { type VirtualizerOptions, useVirtualizer } from '@tanstack/react-virtual';

type Observed = 'observeElementRect' | 'observeElementOffset' | 'scrollToFn';
type WindowOptions = Omit<VirtualizerOptions<HTMLDivElement, HTMLDivElement>, Observed>;

/** What of a long list is in sight, in a scrolling element. */
export function useVirtualWindow(options: WindowOptions) {
  // The rule warns users of the React Compiler, which the build does not use: the library's object is mutable.
  // oxlint-disable-next-line react/incompatible-library
  return useVirtualizer<HTMLDivElement, HTMLDivElement>(options);
}
