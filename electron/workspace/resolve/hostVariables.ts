import type { InventoryHost } from '../inventory/inventory.ts';
import type { HostEntry } from '../../../shared/model/workspaceFile.ts';
import type { Report } from '../problems.ts';
import type { WorkspaceDocument } from '../workspaceDocument.ts';

/**
 * Variables of a host: those of the inventory whose names are all CAPITALS (the others are Ansible's own), and
 * over them those of signalbox.yaml.
 */
export function variablesOfHost(
  name: string,
  host: InventoryHost | undefined,
  entry: HostEntry | undefined,
  document: WorkspaceDocument,
  report: Report,
): Readonly<Record<string, string>> {
  const written = entry?.variables ?? {};
  const inherited = [...(host?.variables ?? [])].filter(
    ([key]) => /^[A-Z][A-Z0-9_]*$/.test(key) && !Object.hasOwn(written, key),
  );
  for (const [key, { text, at }] of inherited) {
    const message = faultOf(text);
    if (message !== undefined) report({ ...at, path: `${name}.${key}`, message, expected: 'a plain value' });
  }
  for (const [key, text] of Object.entries(written)) {
    const message = controlCharacterIn(text);
    if (message !== undefined) {
      report(
        document.source.problem(['hosts', name, 'variables', key], message, { expected: 'a plain value' }),
      );
    }
  }
  return { ...Object.fromEntries(inherited.map(([key, { text }]) => [key, text])), ...written };
}

function faultOf(text: string): string | undefined {
  if (text.includes('{{')) return `"${text.slice(0, 60)}" is worked out by Ansible only`;
  if (text.startsWith('$ANSIBLE_VAULT')) return 'the value is encrypted';
  return controlCharacterIn(text);
}

function controlCharacterIn(text: string): string | undefined {
  return /\p{Cc}/u.test(text) ? 'the value has line breaks or other control characters' : undefined;
}
