import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { formatTimeOfDay, formatUtc } from '../../format/instant.ts';
import { plural } from '../../format/plural.ts';
import { Button } from '../controls/Button.tsx';
import { useVirtualWindow } from '../grid/useVirtualWindow.ts';
import { VisibleText } from '../marks/VisibleText.tsx';
import { classes } from '../tokens/classes.ts';
import css from './LogView.module.css';

export interface LogLine {
  /** What a host wrote to either stream, the literal line that was sent, or a remark of our own. */
  readonly stream: 'out' | 'err' | 'sent' | 'note';
  readonly text: string;
  /** UTC instant. */
  readonly at?: string;
}

export interface LogViewProps {
  readonly label: string;
  /** Only ever grows at the end while the same log is shown. */
  readonly lines: readonly LogLine[];
  readonly empty?: string;
}

const lineHeightPx = 19;
/** So near the end counts as at the end. */
const endTolerancePx = 8;

const streamWords: Readonly<Record<LogLine['stream'], string>> = {
  out: '',
  err: 'error output: ',
  sent: 'sent: ',
  note: 'note: ',
};

/** Output as it comes. Follows the end until somebody scrolls up to read. Fills its container. */
export function LogView({ label, lines, empty = 'No output yet.' }: LogViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const virtualizer = useVirtualWindow({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeightPx,
    paddingStart: 6,
    paddingEnd: 6,
    overscan: 12,
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (follows && element !== null) element.scrollTop = element.scrollHeight;
  }, [follows, lines.length]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    setFollows(element.scrollHeight - element.scrollTop - element.clientHeight <= endTolerancePx);
  }, []);

  return (
    <div className={css.log}>
      <div
        ref={scroller}
        className={css.scroller}
        role="log"
        aria-live="off"
        aria-label={label}
        tabIndex={0}
        onScroll={onScroll}
      >
        {lines.length === 0 && <p className={css.empty}>{empty}</p>}
        <div className={css.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (line === undefined) return undefined;
            return (
              <div
                key={item.index}
                className={classes(css.line, css[line.stream])}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span className={css.number}>{item.index + 1}</span>
                {line.at !== undefined && (
                  <time className={css.at} dateTime={line.at} title={formatUtc(line.at)}>
                    {formatTimeOfDay(line.at)}
                  </time>
                )}
                <span className={css.text}>
                  <span className={css.spoken}>{streamWords[line.stream]}</span>
                  <VisibleText text={line.text} />
                </span>
              </div>
            );
          })}
        </div>
      </div>
      {!follows && (
        <div className={css.follow}>
          <Button icon="follow" onClick={() => setFollows(true)}>
            Follow, {plural(lines.length, 'line')}
          </Button>
        </div>
      )}
    </div>
  );
}
