/**
 * Electron as the shell uses it. The runtime is not on every machine, and a window cannot be looked into from a
 * test; the compiler holds each part to Electron's own types. Tests take it in with
 * `vi.mock('electron', () => import('../../fakes/electron.ts'))` and steer it through `desktop`.
 */
import { EventEmitter } from 'node:events';
import type Electron from 'electron';

type Event = Pick<Electron.Event, 'preventDefault' | 'defaultPrevented'>;

export function createEvent<T extends object>(details: T): Event & T {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: () => void (event.defaultPrevented = true),
  };
  return event;
}

/** What the test says, and what the shell has done. */
export interface FakeDesktop {
  isFirst: boolean;
  isPackaged: boolean;
  userData: string;
  displays: Electron.Rectangle[];
  /** Given to message boxes, in turn; none left means "the default". */
  readonly answers: number[];
  /** Given to folder dialogs, in turn; none left means "cancelled". */
  readonly folders: string[];
  readonly asked: Electron.MessageBoxOptions[];
  readonly opened: string[];
  readonly notices: FakeNotification[];
  readonly windows: FakeBrowserWindow[];
  readonly schemes: Electron.CustomScheme[];
  readonly exposed: Record<string, unknown>;
  menu: Electron.MenuItemConstructorOptions[];
  isSandboxed: boolean;
  hasQuit: boolean;
  lockData: unknown;
}

const beginning = (): FakeDesktop => ({
  isFirst: true,
  isPackaged: true,
  userData: '/nonexistent',
  displays: [{ x: 0, y: 0, width: 1920, height: 1080 }],
  answers: [],
  folders: [],
  asked: [],
  opened: [],
  notices: [],
  windows: [],
  schemes: [],
  exposed: {},
  menu: [],
  isSandboxed: false,
  hasQuit: false,
  lockData: undefined,
});

export const desktop: FakeDesktop = beginning();

export function resetDesktop(given: Partial<FakeDesktop> = {}): void {
  app.removeAllListeners();
  ipcMain.removeAllListeners();
  ipcRenderer.removeAllListeners();
  session.defaultSession = new FakeSession();
  Object.assign(desktop, beginning(), given);
}

type AppParts =
  | 'isPackaged'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'whenReady'
  | 'enableSandbox'
  | 'getPath';

class FakeApp extends EventEmitter implements Pick<Electron.App, AppParts> {
  get isPackaged(): boolean {
    return desktop.isPackaged;
  }
  requestSingleInstanceLock(data?: Record<string, unknown>): boolean {
    desktop.lockData = structuredClone(data);
    return desktop.isFirst;
  }
  whenReady(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
  enableSandbox(): void {
    desktop.isSandboxed = true;
  }
  getPath(): string {
    return desktop.userData;
  }
  quit(): void {
    const event = createEvent({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of Array.from(desktop.windows)) window.close();
    desktop.hasQuit = true;
  }
  exit(): void {
    desktop.hasQuit = true;
  }
}
export const app = new FakeApp();

type FrameParts = Pick<Electron.WebFrameMain, 'url'>;
type ContentsParts = 'send' | 'isDestroyed' | 'setWindowOpenHandler';
type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

export class FakeWebContents extends EventEmitter implements Pick<Electron.WebContents, ContentsParts> {
  readonly mainFrame: FrameParts = { url: '' };
  openHandler: OpenHandler | undefined;
  #isDestroyed = false;

  /** To the page's preload: a structured clone, in a later turn. */
  send(channel: string, ...messages: unknown[]): void {
    const copies: unknown = structuredClone(messages);
    setImmediate(() => {
      if (!this.#isDestroyed && Array.isArray(copies)) ipcRenderer.emit(channel, {}, ...copies);
    });
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  /** As when a page asks to go somewhere. */
  navigate(kind: 'will-navigate' | 'will-frame-navigate' | 'will-redirect', url: string): boolean {
    const event = createEvent({ url });
    this.emit(kind, event);
    return !event.defaultPrevented;
  }
  destroy(): void {
    this.#isDestroyed = true;
    this.emit('destroyed');
  }
}

type WindowParts =
  | 'loadURL'
  | 'show'
  | 'focus'
  | 'restore'
  | 'maximize'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFocused'
  | 'getNormalBounds'
  | 'close';

export class FakeBrowserWindow extends EventEmitter implements Pick<Electron.BrowserWindow, WindowParts> {
  readonly webContents = new FakeWebContents();
  readonly options: Electron.BrowserWindowConstructorOptions;
  bounds: Electron.Rectangle;
  isShown = false;
  isInFront = false;
  state: 'normal' | 'minimized' | 'maximized' = 'normal';

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    desktop.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    Object.assign(this.webContents.mainFrame, { url });
    setImmediate(() => this.emit('ready-to-show'));
    return Promise.resolve();
  }
  show(): void {
    this.isShown = true;
  }
  focus(): void {
    this.isInFront = true;
  }
  restore(): void {
    this.state = 'normal';
  }
  maximize(): void {
    this.state = 'maximized';
  }
  isMinimized(): boolean {
    return this.state === 'minimized';
  }
  isMaximized(): boolean {
    return this.state === 'maximized';
  }
  isFocused(): boolean {
    return this.isInFront;
  }
  getNormalBounds(): Electron.Rectangle {
    return this.bounds;
  }
  close(): void {
    this.emit('close', createEvent({}));
    desktop.windows.splice(desktop.windows.indexOf(this), 1);
    this.webContents.destroy();
    this.emit('closed');
    if (desktop.windows.length === 0) app.emit('window-all-closed');
  }
}
export { FakeBrowserWindow as BrowserWindow };

type Handler<K extends keyof Electron.Session> = Electron.Session[K] extends (handler: infer H) => void
  ? H
  : never;
type SessionParts =
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler';
type BeforeRequest = (
  details: Pick<Electron.OnBeforeRequestListenerDetails, 'url'>,
  callback: (response: Electron.CallbackResponse) => void,
) => void;
type ServeRequest = Parameters<Electron.Protocol['handle']>[1];

class FakeSession extends EventEmitter implements Pick<Electron.Session, SessionParts> {
  permissionRequest: Handler<'setPermissionRequestHandler'> = null;
  permissionCheck: Handler<'setPermissionCheckHandler'> = null;
  devicePermission: Handler<'setDevicePermissionHandler'> = null;
  beforeRequest: BeforeRequest | undefined;
  readonly served = new Map<string, ServeRequest>();
  readonly protocol = {
    handle: (scheme: string, handler: ServeRequest): void => void this.served.set(scheme, handler),
  } satisfies Pick<Electron.Protocol, 'handle'>;
  readonly webRequest = {
    onBeforeRequest: (listener: BeforeRequest): void => void (this.beforeRequest = listener),
  };

  setPermissionRequestHandler(handler: Handler<'setPermissionRequestHandler'>): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Handler<'setPermissionCheckHandler'>): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Handler<'setDevicePermissionHandler'>): void {
    this.devicePermission = handler;
  }
}
export const session = { defaultSession: new FakeSession() };

export const protocol = {
  registerSchemesAsPrivileged: (schemes) => void desktop.schemes.push(...schemes),
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>;

export const ipcMain = new EventEmitter();

/** The preload's side of the newest window. */
class FakeIpcRenderer extends EventEmitter implements Pick<Electron.IpcRenderer, 'send'> {
  send(channel: string, ...messages: unknown[]): void {
    const page = desktop.windows.at(-1)?.webContents;
    if (page) sendAs({ sender: page, senderFrame: page.mainFrame }, channel, ...messages);
  }
}
export const ipcRenderer = new FakeIpcRenderer();

/** A message of any frame; tests forge with it what a page could. */
export function sendAs(
  from: { readonly sender: FakeWebContents; readonly senderFrame: FrameParts | null },
  channel: string,
  ...messages: unknown[]
): void {
  const copies: unknown = structuredClone(messages);
  setImmediate(() => {
    if (Array.isArray(copies)) ipcMain.emit(channel, from, ...copies);
  });
}

export const contextBridge = {
  exposeInMainWorld: (key, api) => void (desktop.exposed[key] = api),
} satisfies Pick<Electron.ContextBridge, 'exposeInMainWorld'>;

export const dialog = {
  showMessageBox: (...given: unknown[]): Promise<Electron.MessageBoxReturnValue> => {
    const options = given.at(-1) as Electron.MessageBoxOptions;
    desktop.asked.push(options);
    return Promise.resolve({
      response: desktop.answers.shift() ?? options.defaultId ?? 0,
      checkboxChecked: false,
    });
  },
  showOpenDialog: (): Promise<Electron.OpenDialogReturnValue> => {
    const folder = desktop.folders.shift();
    return Promise.resolve({
      canceled: folder === undefined,
      filePaths: folder === undefined ? [] : [folder],
    });
  },
} satisfies Pick<Electron.Dialog, 'showMessageBox' | 'showOpenDialog'>;

export const shell = {
  openExternal: (url) => {
    desktop.opened.push(url);
    return Promise.resolve();
  },
} satisfies Pick<Electron.Shell, 'openExternal'>;

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (menu: Electron.MenuItemConstructorOptions[]) => void (desktop.menu = menu),
};

export class FakeNotification extends EventEmitter implements Pick<Electron.Notification, 'show'> {
  readonly options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.options = options;
  }
  static isSupported(): boolean {
    return true;
  }
  show(): void {
    desktop.notices.push(this);
  }
}
export { FakeNotification as Notification };

export const nativeTheme = { shouldUseDarkColors: true } satisfies Pick<
  Electron.NativeTheme,
  'shouldUseDarkColors'
>;

export const screen = {
  getAllDisplays: () => desktop.displays.map((workArea) => ({ workArea })),
};
