import { dialog, type BrowserWindow } from 'electron';
import { toFaultData } from '../../../shared/protocol/fault.ts';
import { describeRunning, type RunningRollout } from '../../app/deskRollouts.ts';

/** What the shell asks a person in windows of the system; over the page's window where there is one. */

export async function pickFolder(over: BrowserWindow | undefined): Promise<string | undefined> {
  const options = {
    title: 'Open Workspace',
    message: 'Choose the folder with signalbox.yaml.',
    properties: ['openDirectory'] as 'openDirectory'[],
  };
  const chosen = over ? await dialog.showOpenDialog(over, options) : await dialog.showOpenDialog(options);
  return chosen.canceled ? undefined : chosen.filePaths[0];
}

/** Keeping on is what Enter and Esc do. */
export async function askWhetherToInterrupt(
  running: readonly RunningRollout[],
  over: BrowserWindow | undefined,
): Promise<boolean> {
  const options = {
    type: 'warning' as const,
    message: 'A rollout is running. Quit and interrupt it?',
    detail: [
      ...running.map((it) => `${describeRunning(it)}.`),
      '',
      'The hosts in flight stay as they are at that moment, perhaps out of their pool, until somebody looks.',
      'Closing the window instead lets it go on.',
    ].join('\n'),
    buttons: ['Keep running', 'Quit and interrupt'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const { response } = over
    ? await dialog.showMessageBox(over, options)
    : await dialog.showMessageBox(options);
  return response === 1;
}

export async function showFault(
  title: string,
  error: unknown,
  over: BrowserWindow | undefined,
): Promise<void> {
  const fault = toFaultData(error);
  const options = {
    type: 'error' as const,
    message: title,
    detail: [
      fault.message,
      ...(fault.details ?? []),
      ...(fault.wayOut === undefined ? [] : ['', fault.wayOut]),
    ].join('\n'),
    buttons: ['OK'],
    noLink: true,
  };
  await (over ? dialog.showMessageBox(over, options) : dialog.showMessageBox(options));
}
