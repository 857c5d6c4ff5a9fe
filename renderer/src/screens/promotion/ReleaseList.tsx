import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { OutputOf } from '../../../../shared/contract/contract.ts';
import type { HostSighting } from '../../../../shared/model/sighting.ts';
import type { Workspace } from '../../../../shared/model/workspace.ts';
import { releaseChoicesOf, type ReleaseChoice } from '../../../../shared/view/promotionReleases.ts';
import { routeTo } from '../../route.ts';
import { useJournalState } from '../../stores/useStores.ts';
import {
  Age,
  Button,
  Chip,
  Digest,
  Empty,
  ErrorNote,
  Icon,
  Skeleton,
  Table,
  type TableColumn,
  VisibleText,
} from '../../ui/index.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import type { Answer } from '../../answers/useAnswer.ts';
import css from './Promotion.module.css';

interface ReleaseListProps {
  readonly workspace: Workspace;
  readonly environment: string;
  readonly sightings: Readonly<Record<string, HostSighting>>;
  readonly releases: Answer<OutputOf<'releases.list'>>;
  readonly version: string | undefined;
  readonly onChoose: (version: string) => void;
}

const rowPx = 30;
const mostRows = 5;

/** Every release the build wrote down, newest first, and where it runs. */
export function ReleaseList(props: ReleaseListProps) {
  const { workspace, environment, sightings, releases, version, onChoose } = props;
  const state = useJournalState(useShallow(({ rollouts, rolloutOrder }) => ({ rollouts, rolloutOrder })));
  const found = releases.value?.releases;
  const choices = useMemo(
    () => releaseChoicesOf({ releases: found ?? [], workspace, state, sightings, environment }),
    [found, workspace, state, sightings, environment],
  );
  const columns = useMemo(() => columnsFor(version), [version]);

  if (releases.fault) {
    return (
      <div className={css.alone}>
        <FaultNote fault={releases.fault} acts={<Button onClick={releases.again}>Read again</Button>} />
      </div>
    );
  }
  if (found === undefined) return <Skeleton label="the releases" lines={3} />;
  const problems = releases.value?.problems ?? [];
  return (
    <section aria-label="Releases" className={css.releases}>
      {problems.length > 0 && (
        <ErrorNote
          tone="caution"
          title={`${problems.length === 1 ? 'A release file' : `${problems.length} release files`} cannot be used`}
          stillTrue="The others can be."
          details={problems.map((it) => `${it.file}:${it.line}:${it.column} ${it.message}`)}
        />
      )}
      <div
        className={css.releaseTable}
        style={{ height: (Math.min(mostRows, Math.max(3, choices.length)) + 1) * rowPx + 2 }}
      >
        <Table
          label="Releases"
          columns={columns}
          rows={choices}
          rowId={(choice) => choice.release.version}
          rowHeightPx={rowPx}
          {...(version === undefined ? {} : { selectedId: version })}
          onOpen={(choice) => onChoose(choice.release.version)}
          empty={
            <Empty title="No release yet">
              The build writes one file for each into {workspace.releasesFolder}.
            </Empty>
          }
        />
      </div>
    </section>
  );
}

function columnsFor(chosen: string | undefined): readonly TableColumn<ReleaseChoice>[] {
  return [
    {
      id: 'version',
      head: 'Version',
      size: { kind: 'grow', weight: 2, minPx: 80 },
      cell: ({ release }) => (
        <span className={release.version === chosen ? css.chosen : undefined}>
          {release.version === chosen && <Icon name="check" size={12} label="chosen" />}{' '}
          <VisibleText text={release.version} />
        </span>
      ),
    },
    {
      id: 'runs',
      head: 'Runs in',
      size: { kind: 'grow', weight: 3, minPx: 212 },
      cell: ({ runsIn }) =>
        runsIn.length === 0 ? (
          <span className={css.quiet}>nowhere</span>
        ) : (
          <span className={css.chips}>
            {runsIn.map((it) => (
              <Chip key={it.environment} title={`${it.hosts} of ${it.of} hosts were seen to run it`}>
                {it.environment} {it.hosts}/{it.of}
              </Chip>
            ))}
          </span>
        ),
    },
    {
      id: 'before',
      head: 'Here before',
      size: { kind: 'grow', weight: 2, minPx: 115 },
      cell: ({ wasThere }) =>
        wasThere === undefined ? (
          <span className={css.quiet}>not recorded</span>
        ) : (
          <a href={routeTo({ screen: 'rollout', id: wasThere.rolloutId })}>
            <Age at={wasThere.at} fade="never" />
          </a>
        ),
    },
    {
      id: 'built',
      head: 'Built',
      size: { kind: 'fixed', px: 90 },
      cell: ({ release }) =>
        release.builtAt === undefined ? (
          <span className={css.quiet}>not said</span>
        ) : (
          <Age at={release.builtAt} fade="never" />
        ),
    },
    {
      id: 'commit',
      head: 'Commit',
      size: { kind: 'fixed', px: 120 },
      cell: ({ release }) => <Digest value={release.commit} label="commit" />,
    },
    {
      id: 'digest',
      head: 'SHA-256',
      size: { kind: 'fixed', px: 125 },
      cell: ({ release }) => <Digest value={release.artifactSha256} label="digest" />,
    },
  ];
}
