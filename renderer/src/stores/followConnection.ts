import type { ConnectionStatus, Link } from '../link/link.ts';
import type { Stores } from './createStores.ts';

/** Shows the link's state in the store, and asks again for what no feed brings when a line is back. */
export function followConnection(link: Link, stores: Stores): () => void {
  const { connection } = stores;
  let stopFeeds: (() => void) | undefined;

  function show(status: ConnectionStatus): void {
    switch (status.kind) {
      case 'connecting':
        return connection.setState({ status: 'connecting' });
      case 'connected': {
        const { capabilities, appVersion } = status.welcome;
        connection.setState({
          status: 'connected',
          reason: undefined,
          wayOut: undefined,
          lostAt: undefined,
          capabilities,
          appVersion,
        });
        // A host without a workspace has nothing to tell, but for its lobby.
        if (!capabilities.includes('workspace')) return;
        if (stopFeeds) void stores.describeWorkspace();
        else stopFeeds = stores.follow();
        return;
      }
      case 'lost':
        return connection.setState({
          status: 'lost',
          reason: status.reason,
          wayOut: status.wayOut,
          lostAt: status.since,
        });
    }
  }

  show(link.status());
  const stop = link.onStatus(show);
  return () => {
    stop();
    stopFeeds?.();
  };
}
