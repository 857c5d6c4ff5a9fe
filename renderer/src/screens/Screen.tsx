import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { createPortal } from 'react-dom';

/** Where a screen writes its title and puts its tools: both are in the frame's head. */
export interface ScreenHead {
  readonly setTitle: (title: string | undefined) => void;
  readonly tools: HTMLElement | null;
}

export const ScreenHeadContext = createContext<ScreenHead | undefined>(undefined);

export interface ScreenProps {
  /** In the frame's head, and the window's title. */
  readonly title: string;
  /** Beside the title: buttons, filters. */
  readonly tools?: ReactNode;
  /** Fills the main area and scrolls within itself. */
  readonly children: ReactNode;
}

/** What every screen returns: its title and tools go up into the frame, which outlives it. */
export function Screen({ title, tools, children }: ScreenProps) {
  const head = useContext(ScreenHeadContext);
  if (head === undefined) throw new Error('Screen needs a ScreenHeadContext above it.');
  const { setTitle } = head;
  useEffect(() => {
    setTitle(title);
    return () => setTitle(undefined);
  }, [setTitle, title]);
  return (
    <>
      {tools !== undefined && head.tools !== null && createPortal(tools, head.tools)}
      {children}
    </>
  );
}
