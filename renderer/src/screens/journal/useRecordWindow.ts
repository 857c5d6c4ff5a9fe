import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { JournalFilter } from '../../../../shared/contract/journalArea.ts';
import type { JournalRecord } from '../../../../shared/journal/record.ts';
import { useClient, useConnection, useJournalState } from '../../stores/useStores.ts';
import { createRecordWindow, type RecordWindow, type WindowState } from './recordWindow.ts';

/** The window for a filter; another filter is another window. Looks again when something was recorded. */
export function useRecordWindow(filter: JournalFilter): RecordWindow {
  const client = useClient();
  const isConnected = useConnection((state) => state.status === 'connected');
  const headSeq = useJournalState((state) => state.seq);
  const key = JSON.stringify(filter);
  const records = useMemo(() => {
    const asked: JournalFilter = JSON.parse(key);
    return createRecordWindow(client, asked);
  }, [client, key]);
  useEffect(() => {
    if (isConnected) records.look();
  }, [records, isConnected]);
  // The first look may have been answered before the live state arrived, and have seen as much.
  useEffect(() => {
    if (isConnected) records.look(headSeq);
  }, [records, isConnected, headSeq]);
  useEffect(() => () => records.rest(), [records]);
  return records;
}

export function useWindowState(records: RecordWindow): WindowState {
  return useSyncExternalStore(records.subscribe, records.state);
}

/** The record at a place; being drawn is what asks for it. */
export function useRecordAt(records: RecordWindow, place: number): JournalRecord | undefined {
  const record = useSyncExternalStore(records.subscribe, () => records.at(place));
  const isMissing = record === undefined;
  useEffect(() => {
    if (isMissing) records.want(place);
  }, [records, place, isMissing]);
  return record;
}
