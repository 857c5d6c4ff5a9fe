import { toFaultData, type FaultData } from '../../../shared/protocol/fault.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';

/** One block: what went wrong, each detail, the way out. The stack only for those who develop Signalbox. */
export function faultText(error: unknown, colors: Palette, options: { readonly debug: boolean }): string {
  const fault: FaultData = toFaultData(error);
  const details = (fault.details ?? []).filter((detail) => detail !== fault.message);
  return [
    `${colors.red(colors.bold('error'))} ${visible(fault.message)} ${colors.dim(`(${fault.code})`)}`,
    ...details.map((detail) => `  ${indent(visible(detail), '  ')}`),
    ...(fault.wayOut === undefined ? [] : [`  ${colors.cyan('→')} ${indent(visible(fault.wayOut), '    ')}`]),
    ...(options.debug && error instanceof Error && error.stack ? [colors.dim(error.stack)] : []),
  ].join('\n');
}

function visible(text: string): string {
  return visibleText(text, { multiline: true });
}

function indent(text: string, by: string): string {
  return text.replaceAll('\n', `\n${by}`);
}
