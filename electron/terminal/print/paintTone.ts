import type { RecordTone } from '../../../shared/view/describeRecord.ts';
import type { Palette } from '../palette.ts';

export function paintTone(colors: Palette, tone: RecordTone, text: string): string {
  switch (tone) {
    case 'plain':
      return text;
    case 'good':
      return colors.green(text);
    case 'bad':
      return colors.red(text);
    case 'quiet':
      return colors.dim(text);
  }
}
