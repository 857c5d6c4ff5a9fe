import { app, type Session, type WebContents } from 'electron';
import { appOrigin, isOurPage } from '../page/address.ts';

/**
 * Every page that will ever exist stays where it is: no navigation, no window, no frame of another origin. Links
 * are handed to `openLink`, which decides and asks.
 */
export function guardPages(openLink: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, openLink));
}

function guard(contents: WebContents, openLink: (url: string) => void): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    // Loading our own page anew is all there is.
    if (!isOurPage(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openLink(url);
    return { action: 'deny' };
  });
}

/** No permission, no device, no download, and no request that is not for our own files. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(isAllowed(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !isOwnRequest(url) }));
}

/** Copying a digest, on a press, writes text to the clipboard; nothing reads it. */
function isAllowed(permission: string, from: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOwnRequest(from);
}

function isOwnRequest(url: string): boolean {
  // The developer tools of a build that is not packaged load themselves.
  return url === appOrigin || url.startsWith(`${appOrigin}/`) || url.startsWith('devtools://');
}
