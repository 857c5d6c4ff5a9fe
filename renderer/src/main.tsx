import { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { UiProvider, createBrowserClock } from './ui/index.ts';
import { PartsPage } from './ui/parts/PartsPage.tsx';
import './ui/tokens/tokens.css';
import './ui/tokens/base.css';

function subscribeToAddress(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Shows `#/parts`, or one section of it as in `#/parts/marks`. */
function Entry({ startedAtMs }: { readonly startedAtMs: number }) {
  const address = useSyncExternalStore(subscribeToAddress, () => window.location.hash);
  return <PartsPage section={/^#\/parts\/(\w+)$/.exec(address)?.[1]} nowMs={startedAtMs} />;
}

function start(root: HTMLElement): void {
  const clock = createBrowserClock();
  createRoot(root).render(
    <StrictMode>
      <UiProvider clock={clock}>
        <Entry startedAtMs={clock.now()} />
      </UiProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');
start(root);
