import { Component, type ReactNode } from 'react';
import { Button, ErrorNote } from '../../ui/index.ts';

/** A screen that fails says so in its place; the frame and everything that runs elsewhere go on. */
export class ScreenBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <ErrorNote
        title={`This screen cannot be shown: ${error instanceof Error ? error.message : 'something unknown was thrown'}`}
        stillTrue="Rollouts go on: they run in the app, not in this window."
        wayOut="Show it again; if it fails again, load the window anew."
        acts={<Button onClick={() => this.setState({ error: undefined })}>Show again</Button>}
      />
    );
  }
}
