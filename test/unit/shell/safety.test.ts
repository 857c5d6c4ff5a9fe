import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decideLink } from '../../../electron/shell/safety/externalLinks.ts';
import { createEvent, desktop, session, type FakeBrowserWindow } from '../../fakes/electron.ts';
import { until } from '../../fixtures/until.ts';
import { createShellScene, type ShellScene } from './shellScene.ts';

vi.mock('electron', () => import('../../fakes/electron.ts'));

let scene: ShellScene;
let window: FakeBrowserWindow;
beforeEach(async () => {
  scene = await createShellScene();
  window = await scene.start();
});
afterEach(() => scene.dispose());

describe('a page in the desktop', () => {
  it('has no Node, a world of its own and the sandbox', () => {
    expect(desktop.isSandboxed).toBe(true);
    expect(window.options.webPreferences).toEqual({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'] as const)(
    'goes nowhere (%s), but may load itself anew',
    (kind) => {
      for (const url of [
        'https://example.com/',
        'file:///etc/passwd',
        'app://signalbox/other.html',
        'app://elsewhere/index.html',
        'javascript:alert(1)',
        'data:text/html,hi',
        'not a url',
      ]) {
        expect([url, window.webContents.navigate(kind, url)]).toEqual([url, false]);
      }
      expect(window.webContents.navigate(kind, 'app://signalbox/index.html#/journal')).toBe(true);
    },
  );

  it('opens no window and attaches no other page', () => {
    const open = window.webContents.openHandler?.({
      url: 'https://example.com',
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    });
    expect(open).toEqual({ action: 'deny' });
    const attach = createEvent({});
    window.webContents.emit('will-attach-webview', attach);
    expect(attach.defaultPrevented).toBe(true);
    expect(desktop.windows).toHaveLength(1);
  });

  it('gets no permission and no device, but may put text on the clipboard', () => {
    const { permissionCheck, permissionRequest, devicePermission } = session.defaultSession;
    const contents = window.webContents;
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'hid',
      'openExternal',
    ]) {
      expect(
        Reflect.apply(permissionCheck ?? fail, undefined, [contents, permission, 'app://signalbox', {}]),
      ).toBe(false);
      const answers: boolean[] = [];
      Reflect.apply(permissionRequest ?? fail, undefined, [
        contents,
        permission,
        (granted: boolean) => answers.push(granted),
        { requestingUrl: 'app://signalbox/index.html' },
      ]);
      expect(answers).toEqual([false]);
    }
    const write = 'clipboard-sanitized-write';
    expect(Reflect.apply(permissionCheck ?? fail, undefined, [contents, write, 'app://signalbox', {}])).toBe(
      true,
    );
    expect(Reflect.apply(permissionCheck ?? fail, undefined, [contents, write, 'https://evil', {}])).toBe(
      false,
    );
    expect(Reflect.apply(devicePermission ?? fail, undefined, [{}])).toBe(false);
  });

  it('loads nothing but our own files, and downloads nothing', () => {
    const cancelled = (url: string): boolean | undefined => {
      let cancel: boolean | undefined;
      session.defaultSession.beforeRequest?.({ url }, (response) => void (cancel = response.cancel));
      return cancel;
    };
    expect(cancelled('app://signalbox/assets/index.js')).toBe(false);
    for (const url of [
      'https://example.com/x.js',
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'app://signalbox.evil/x',
      'ws://127.0.0.1/',
    ])
      expect([url, cancelled(url)]).toEqual([url, true]);
    const download = createEvent({});
    session.defaultSession.emit('will-download', download);
    expect(download.defaultPrevented).toBe(true);
  });
});

describe('the app: protocol', () => {
  const get = (url: string, init?: RequestInit): Response | Promise<Response> => {
    const serve = session.defaultSession.served.get('app');
    if (!serve) throw new Error('Nothing is served.');
    const { method = 'GET' } = init ?? {};
    return Reflect.apply(serve, undefined, [{ url, method }]);
  };

  it('is an origin of its own, announced before anything is loaded', () => {
    expect(desktop.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(window.webContents.mainFrame.url).toBe('app://signalbox/index.html');
  });

  it('serves the build under a policy that allows nothing inline and no connection', async () => {
    const response = await get('app://signalbox/index.html');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>Signalbox</title>');
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it.each([
    ['app://signalbox/../secret.js', 404],
    ['app://signalbox/%2e%2e/secret.js', 404],
    ['app://signalbox/..%2fsecret.js', 404],
    ['app://elsewhere/index.html', 403],
    ['app://signalbox:80/index.html', 403],
  ])('answers %s with %i', async (url, status) => {
    expect((await get(url)).status).toBe(status);
  });

  it('answers questions only', async () => {
    expect((await get('app://signalbox/index.html', { method: 'POST' })).status).toBe(405);
  });
});

describe('links', () => {
  it('lead only to hosts on the list, plainly written', () => {
    const hosts = ['docs.haproxy.org'];
    expect(decideLink('https://docs.haproxy.org/3.0/management.html#9.3', hosts)).toBe(
      'https://docs.haproxy.org/3.0/management.html#9.3',
    );
    for (const url of [
      'https://docs.haproxy.org.evil.example/',
      'https://docs.haproxy.org@evil.example/',
      'https://user:pw@docs.haproxy.org/',
      'https://docs.haproxy.org:8443/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://docs.haproxy.org/',
      'nonsense',
    ])
      expect([url, decideLink(url, hosts)]).toEqual([url, undefined]);
  });

  const press = (url: string): void => {
    window.webContents.openHandler?.({
      url,
      frameName: '',
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: '', policy: 'default' },
    });
  };

  it('are opened when the person has seen where they lead and says so', async () => {
    desktop.answers.push(1);
    press('https://docs.haproxy.org/');
    await until('the link is open', () => desktop.opened.length === 1);
    expect(desktop.asked[0]).toMatchObject({
      detail: 'https://docs.haproxy.org/',
      defaultId: 0,
      cancelId: 0,
    });
  });

  it('are not opened by Enter or Esc, and others are not even asked about', async () => {
    press('https://evil.example/');
    press('https://docs.haproxy.org/');
    await until('the one question', () => desktop.asked.length === 1);
    await scene.quit();
    expect(desktop.asked).toHaveLength(1);
    expect(desktop.opened).toEqual([]);
  });
});

function fail(): never {
  throw new Error('The shell has set no handler.');
}
