import { dialog, shell } from 'electron';

/** Pages that our own texts refer to. What comes from hosts or commits is never a link. */
const allowedHosts: readonly string[] = ['docs.haproxy.org', 'man.openbsd.org'];

/** The address as the browser is given it, or nothing. Credentials and ports in a link are how one is fooled. */
export function decideLink(url: string, hosts: readonly string[] = allowedHosts): string | undefined {
  const parsed = URL.parse(url);
  if (!parsed || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return undefined;
  if (parsed.username !== '' || parsed.password !== '' || parsed.port !== '') return undefined;
  return hosts.includes(parsed.hostname) ? parsed.href : undefined;
}

/** Asks first: whoever presses a link should see where it leads. */
export async function openLink(url: string): Promise<void> {
  const decided = decideLink(url);
  if (decided === undefined) return;
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: 'Open this page in your browser?',
    detail: decided,
    buttons: ['Cancel', 'Open'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  if (response === 1) await shell.openExternal(decided);
}
