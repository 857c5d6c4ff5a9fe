import type { RolloutStatus } from '../../../shared/journal/state.ts';
import { abortText } from '../../../shared/view/abortWords.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';

export function describeRolloutStatus(status: RolloutStatus, colors: Palette): string {
  switch (status.kind) {
    case 'requested':
      return 'requested';
    case 'running':
      return colors.cyan('running');
    case 'paused':
      return colors.yellow(`paused: ${visibleText(status.reason)}`);
    case 'stopping':
      return colors.yellow(
        `stopping (${abortText(status.how).toLowerCase()}): ${visibleText(status.reason)}`,
      );
    case 'interrupted':
      return colors.red('interrupted');
    case 'finished':
      return status.result === 'succeeded' ? colors.green('succeeded') : colors.red(status.result);
  }
}
