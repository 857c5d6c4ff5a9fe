import type { RolloutState } from '../../../../shared/journal/state.ts';
import type { RolloutStory } from '../../../../shared/view/rolloutStory.ts';
import { navigate } from '../../route.ts';
import { Button, ErrorNote, Icon, VisibleText, classes } from '../../ui/index.ts';
import css from './Rollout.module.css';

/** The rollout in words, with the way on where there is one. */
export function StoryNote({
  rollout,
  story,
}: {
  readonly rollout: RolloutState;
  readonly story: RolloutStory;
}) {
  if (story.tone === 'info' || story.tone === 'ok') {
    return (
      <div className={classes(css.story, css[story.tone])} role={story.tone === 'ok' ? 'status' : undefined}>
        <p className={css.storyTitle}>
          {story.tone === 'ok' && <Icon name="check" size={14} />} <VisibleText text={story.title} />
        </p>
        {story.details.map((detail) => (
          <p key={detail} className={css.storyDetail}>
            <Icon name="cross" size={12} /> <VisibleText text={detail} />
          </p>
        ))}
      </div>
    );
  }
  return (
    <ErrorNote
      tone={story.tone}
      title={story.title}
      details={story.details}
      {...(story.stillTrue === undefined ? {} : { stillTrue: story.stillTrue })}
      {...(story.wayOut === undefined ? {} : { wayOut: story.wayOut })}
      {...(hasWayOn(rollout) ? { acts: <WayOn rollout={rollout} /> } : {})}
    />
  );
}

/** While it goes on, what can be done stands in the head of the screen. */
function hasWayOn({ status }: RolloutState): boolean {
  return status.kind === 'finished' || status.kind === 'interrupted';
}

/** After a failure another release may be the better one; else the same is deployed again. */
function WayOn({ rollout }: { readonly rollout: RolloutState }) {
  const { status, service, environment, release } = rollout;
  const by = rollout.rollback?.by;
  if (by !== undefined) {
    return (
      <Button icon="rollout" onClick={() => navigate({ screen: 'rollout', id: by })}>
        Follow the rollback
      </Button>
    );
  }
  if (status.kind === 'finished' && status.result === 'failed') {
    return (
      <Button icon="promote" onClick={() => navigate({ screen: 'promotion', service, environment })}>
        Choose a release for {environment}
      </Button>
    );
  }
  return (
    <Button
      icon="retry"
      onClick={() => navigate({ screen: 'promotion', service, environment, version: release.version })}
    >
      Deploy {release.version} to {environment} again
    </Button>
  );
}
