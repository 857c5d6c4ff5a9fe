import './link/jitless.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { createLink } from './link/link.ts';
import { createStores } from './stores/createStores.ts';
import { followConnection } from './stores/followConnection.ts';
import { createFrameSoon, createWakeAt } from './stores/frames.ts';
import { StoresContext } from './stores/useStores.ts';
import { ServicesContext, createServices } from './screens/frame/services.ts';
import { UiProvider, createBrowserClock } from './ui/index.ts';
import './ui/tokens/tokens.css';
import './ui/tokens/base.css';

function start(root: HTMLElement): void {
  const link = createLink();
  const stores = createStores(link.client, {
    soon: createFrameSoon(window),
    now: () => new Date(),
    wakeAt: createWakeAt(window),
    monotonicMs: () => performance.now(),
  });
  followConnection(link, stores);
  const services = createServices({ link, page: window });
  createRoot(root).render(
    <StrictMode>
      <UiProvider clock={createBrowserClock()}>
        <StoresContext value={stores}>
          <ServicesContext value={services}>
            <App />
          </ServicesContext>
        </StoresContext>
      </UiProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');
start(root);
