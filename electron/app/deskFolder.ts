import { join } from 'node:path';

/** Where a user's own settings of Signalbox lie, by the custom of each system. */
export function deskFolder(of: {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): string {
  switch (of.platform) {
    case 'darwin':
      return join(of.home, 'Library', 'Application Support', 'Signalbox');
    case 'win32':
      return join(of.environment['APPDATA'] ?? join(of.home, 'AppData', 'Roaming'), 'Signalbox');
    default:
      // XDG Base Directory Specification: an empty value counts as none.
      return join(of.environment['XDG_CONFIG_HOME'] || join(of.home, '.config'), 'signalbox');
  }
}
