import { type ReactNode, createContext, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { Toast as RadixToast } from 'radix-ui';
import { visibleText } from '../../format/visibleText.ts';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import type { Tone } from '../tokens/tone.ts';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import css from './Toasts.module.css';

export interface ToastMessage {
  readonly tone: Tone;
  readonly title: string;
  readonly text?: string;
  readonly act?: { readonly label: string; readonly onPress: () => void };
}

type ShowToast = (message: ToastMessage) => void;

const ToastContext = createContext<ShowToast | undefined>(undefined);

/** Shows a passing message. What must not be missed belongs on the screen or the attention list instead. */
export function useToast(): ShowToast {
  const show = useContext(ToastContext);
  if (show === undefined) throw new Error('useToast needs a ToastProvider above it.');
  return show;
}

const passesAfterMs = 6_000;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly (ToastMessage & { readonly id: number })[]>([]);
  const lastId = useRef(0);
  const show = useCallback<ShowToast>((message) => {
    lastId.current += 1;
    const id = lastId.current;
    setShown((before) => [...before.slice(-3), { ...message, id }]);
  }, []);
  const dismiss = useCallback((id: number) => {
    setShown((before) => before.filter((message) => message.id !== id));
  }, []);
  return (
    <ToastContext value={show}>
      <RadixToast.Provider label="Message" swipeDirection="right">
        {children}
        {shown.map((message) => (
          <Toast key={message.id} message={message} onDismiss={() => dismiss(message.id)} />
        ))}
        <RadixToast.Viewport className={css.viewport} label="Messages ({hotkey})" />
      </RadixToast.Provider>
    </ToastContext>
  );
}

const icons: Readonly<Record<Tone, IconName>> = {
  neutral: 'info',
  ok: 'check',
  caution: 'alert',
  bad: 'alert',
  info: 'info',
  accent: 'info',
};

interface ToastProps {
  readonly message: ToastMessage;
  readonly onDismiss: () => void;
}

function Toast({ message, onDismiss }: ToastProps) {
  const { tone, title, text, act } = message;
  // A failure stays until somebody has closed it.
  const stays = tone === 'bad';
  const close = useMemo(() => (open: boolean) => (open ? undefined : onDismiss()), [onDismiss]);
  return (
    <RadixToast.Root
      className={classes(css.toast, toneCss[tone])}
      type={stays ? 'foreground' : 'background'}
      duration={stays ? Infinity : passesAfterMs}
      onOpenChange={close}
    >
      <span className={css.icon}>
        <Icon name={icons[tone]} />
      </span>
      <RadixToast.Title className={css.title}>{visibleText(title)}</RadixToast.Title>
      <RadixToast.Close className={css.close} aria-label="Close">
        <Icon name="close" size={14} />
      </RadixToast.Close>
      {text !== undefined && (
        <RadixToast.Description className={css.text}>{visibleText(text)}</RadixToast.Description>
      )}
      {act !== undefined && (
        <RadixToast.Action className={css.act} altText={act.label} onClick={act.onPress}>
          {act.label}
        </RadixToast.Action>
      )}
    </RadixToast.Root>
  );
}
