import { useState } from 'react';
import { Button } from '../controls/Button.tsx';
import { CommandPalette } from '../overlays/CommandPalette.tsx';
import { ConfirmByTyping } from '../overlays/ConfirmByTyping.tsx';
import { Dialog } from '../overlays/Dialog.tsx';
import type { PaletteGroup } from '../overlays/rankCommands.ts';
import { Section, Specimen } from './Specimen.tsx';

type Opened = 'dialog' | 'confirm' | 'palette' | undefined;

export function OverlayParts() {
  const [opened, setOpened] = useState<Opened>(undefined);
  const [busy, setBusy] = useState(false);
  const close = () => setOpened(undefined);
  const groups: readonly PaletteGroup[] = [
    {
      heading: 'Screens',
      items: [
        { id: 'matrix', label: 'Matrix', icon: 'matrix', keys: 'g m', onSelect: close },
        { id: 'journal', label: 'Journal', icon: 'journal', keys: 'g j', onSelect: close },
      ],
    },
    {
      heading: 'Promote',
      items: [
        {
          id: 'promote',
          label: 'Promote shop to production',
          detail: '2.14.0, tested in staging',
          icon: 'promote',
          onSelect: () => setOpened('confirm'),
        },
        ...Array.from({ length: 500 }, (_, index) => ({
          id: `promote-${index}`,
          label: `Promote service-${index} to staging`,
          onSelect: close,
        })),
      ],
    },
  ];
  return (
    <Section id="overlays" title="Overlays">
      <Specimen name="Dialog" note="Escape closes, the focus goes back">
        <Button onClick={() => setOpened('dialog')}>Open dialog</Button>
        <Dialog
          open={opened === 'dialog'}
          onOpenChange={(open) => setOpened(open ? 'dialog' : undefined)}
          title="Stop the rollout?"
          description="Hosts that are in the middle of a step finish it. Nothing further is begun."
          footer={
            <>
              <Button kind="quiet" onClick={close}>
                Go on rolling
              </Button>
              <Button kind="primary" onClick={close}>
                Stop after this step
              </Button>
            </>
          }
        >
          3 hosts have the new release, 2 are drained, 35 have the old one.
        </Dialog>
      </Specimen>
      <Specimen name="ConfirmByTyping" note="A dangerous act is never one key">
        <Button kind="danger" onClick={() => setOpened('confirm')}>
          Deploy to production
        </Button>
        <ConfirmByTyping
          open={opened === 'confirm'}
          onOpenChange={(open) => {
            setBusy(false);
            setOpened(open ? 'confirm' : undefined);
          }}
          title="Deploy shop 2.14.0"
          name="production"
          act="Deploy to production"
          busy={busy}
          onConfirm={() => setBusy(true)}
        >
          40 hosts in 8 batches, at most 2 may fail.
        </ConfirmByTyping>
      </Specimen>
      <Specimen name="CommandPalette" note="500 entries; only the best are rendered">
        <Button icon="search" onClick={() => setOpened('palette')}>
          Open palette
        </Button>
        <CommandPalette
          open={opened === 'palette'}
          onOpenChange={(open) =>
            setOpened((before) => (open ? 'palette' : before === 'palette' ? undefined : before))
          }
          groups={groups}
        />
      </Specimen>
    </Section>
  );
}
