import { type FormEvent, useCallback, useEffect, useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { toFault } from '../../stores/createStores.ts';
import { useCapability, useClient } from '../../stores/useStores.ts';
import {
  Age,
  Button,
  Empty,
  ErrorNote,
  FormField,
  Skeleton,
  TextInput,
  VisibleText,
} from '../../ui/index.ts';
import { Screen } from '../Screen.tsx';
import css from './WelcomeScreen.module.css';

type Lobby = OutputOf<'lobby.describe'>;
type Recent = Lobby['recent'][number];

/** Before a workspace is open, and to change to another one. */
export function WelcomeScreen() {
  const hasLobby = useCapability('lobby');
  return (
    <Screen title="Workspaces">
      {hasLobby ? (
        <Doors />
      ) : (
        <Empty icon="info" title="This Signalbox shows one workspace only">
          Start another with <code>signalbox serve --workspace FOLDER</code>.
        </Empty>
      )}
    </Screen>
  );
}

function Doors() {
  const client = useClient();
  const [lobby, setLobby] = useState<Lobby>();
  const [fault, setFault] = useState<Fault>();
  const [opening, setOpening] = useState<string>();

  useEffect(() => {
    let isShown = true;
    client.call('lobby.describe', {}).then(
      (answer) => isShown && setLobby(answer),
      (error: unknown) => isShown && setFault(toFault(error)),
    );
    return () => {
      isShown = false;
    };
  }, [client]);

  const open = useCallback((what: string, act: () => Promise<{ opened: boolean }>) => {
    setFault(undefined);
    setOpening(what);
    // When it is opened, the host lets clients connect anew: this screen goes away with the line.
    act()
      .catch((error: unknown) => setFault(toFault(error)))
      .finally(() => setOpening(undefined));
  }, []);

  return (
    <div className={css.screen}>
      <p className={css.words}>
        See what really runs where, promote the exact build that was tested, and roll it out without dropping
        a request.
      </p>
      {fault !== undefined && (
        <ErrorNote
          title={fault.message}
          code={fault.code}
          {...(lobby?.open ? { stillTrue: `${lobby.open.name} is still open.` } : {})}
          {...(fault.wayOut === undefined ? {} : { wayOut: fault.wayOut })}
          {...(fault.details === undefined ? {} : { details: fault.details })}
        />
      )}
      <div className={css.doors}>
        <FolderForm
          busy={opening === 'folder'}
          onOpen={(directory) =>
            open('folder', () => client.call('lobby.open', directory === '' ? {} : { directory }))
          }
        />
        <section className={css.door}>
          <h2>Try the demo</h2>
          <p className={css.words}>
            Eight hosts and two balancers on this machine, with a release to promote. Nothing of yours is
            touched, and nothing stays.
          </p>
          <Button
            busy={opening === 'demo'}
            onClick={() => open('demo', () => client.call('lobby.openDemo', {}))}
          >
            Open the demo
          </Button>
        </section>
      </div>
      <h2>Recent</h2>
      {lobby === undefined ? (
        fault === undefined && <Skeleton label="recent workspaces" />
      ) : (
        <RecentList
          recent={lobby.recent}
          opened={lobby.open?.directory}
          opening={opening}
          onOpen={(directory) => open(directory, () => client.call('lobby.open', { directory }))}
        />
      )}
    </div>
  );
}

interface FolderFormProps {
  readonly busy: boolean;
  readonly onOpen: (directory: string) => void;
}

function FolderForm({ busy, onOpen }: FolderFormProps) {
  const [directory, setDirectory] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    onOpen(directory.trim());
  }
  return (
    <form className={css.door} onSubmit={submit}>
      <h2>Open a workspace</h2>
      <FormField
        label="Folder"
        optional
        hint="The folder that holds signalbox.yaml. Leave it empty to be asked for one."
      >
        {(binding) => (
          <TextInput
            {...binding}
            mono
            value={directory}
            onChange={(event) => setDirectory(event.target.value)}
          />
        )}
      </FormField>
      <Button kind="primary" type="submit" busy={busy}>
        Open
      </Button>
    </form>
  );
}

interface RecentListProps {
  readonly recent: readonly Recent[];
  readonly opened: string | undefined;
  readonly opening: string | undefined;
  readonly onOpen: (directory: string) => void;
}

function RecentList({ recent, opened, opening, onOpen }: RecentListProps) {
  if (recent.length === 0)
    return <p className={css.words}>No workspace has been opened on this machine yet.</p>;
  return (
    <ul className={css.list}>
      {recent.map((it) => (
        <li key={it.directory} className={css.item}>
          <span className={css.name}>
            <strong>
              <VisibleText text={it.name} />
            </strong>
            <code className={css.path} title={it.directory}>
              <VisibleText text={it.directory} />
            </code>
          </span>
          <Age at={it.openedAt} prefix="opened" fade="never" />
          {it.directory === opened ? (
            <span className={css.words}>open now</span>
          ) : it.isThere ? (
            <Button busy={opening === it.directory} onClick={() => onOpen(it.directory)}>
              Open
            </Button>
          ) : (
            <span className={css.words}>the folder is gone</span>
          )}
        </li>
      ))}
    </ul>
  );
}
