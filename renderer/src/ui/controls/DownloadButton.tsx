import { Button, type ButtonKind } from './Button.tsx';

export interface DownloadButtonProps {
  readonly fileName: string;
  /** Written byte for byte as UTF-8. */
  readonly text: string;
  readonly label: string;
  readonly kind?: ButtonKind;
}

/** Saves text as a file; where to is asked by whoever shows the page. */
export function DownloadButton({ fileName, text, label, kind = 'plain' }: DownloadButtonProps) {
  function save() {
    const address = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = fileName;
    link.click();
    // The download has its own hold on the bytes by then.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
  return (
    <Button kind={kind} icon="download" title={fileName} onClick={save}>
      {label}
    </Button>
  );
}
