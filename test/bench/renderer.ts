import { withCleanup } from './lib/cleanup.ts';
import { readOptions } from './lib/readOptions.ts';
import { readLoad } from './lib/report.ts';
import { measureMachine } from './renderer/measureMachine.ts';
import { measureMatrix } from './renderer/measureMatrix.ts';
import { measureRollout } from './renderer/measureRollout.ts';
import { measureStart } from './renderer/measureStart.ts';
import {
  printRows,
  toMachineRows,
  toMatrixRows,
  toRolloutRows,
  toStartRows,
} from './renderer/rendererReport.ts';

/**
 * The screens in a real Chromium before the real loopback host: a matrix of 200,000 squares, a rollout of 200 hosts
 * at a thousand events a second, and the whole app on a journal of 100,000 records.
 */
const { json, ...settings } = readOptions('bench:renderer', {
  services: 200,
  environments: 20,
  hosts: 50,
  updates: 1_000,
  rolloutHosts: 200,
  rate: 1_000,
  records: 100_000,
  runs: 3,
});

await withCleanup(async (cleanup) => {
  const before = readLoad();
  const machine = await withCleanupOf((own) => measureMachine(settings, own));
  const start = await withCleanupOf((own) => measureStart(settings, own));
  const rollout = await withCleanupOf((own) =>
    measureRollout({ hosts: settings.rolloutHosts, rate: settings.rate }, own),
  );
  const matrix = await measureMatrix(settings, cleanup);
  const rows = [
    ...toMachineRows(machine),
    ...toMatrixRows(matrix),
    ...toRolloutRows(rollout),
    ...toStartRows(start),
  ];
  printRows(rows, { settings, load: [before, readLoad()] }, { json });
});

/** One part's browser must be gone before the next part is measured. */
async function withCleanupOf<T>(
  measure: (cleanup: Parameters<Parameters<typeof withCleanup>[0]>[0]) => Promise<T>,
): Promise<T> {
  let measured: { readonly value: T } | undefined;
  await withCleanup(async (cleanup) => {
    measured = { value: await measure(cleanup) };
  });
  if (!measured) throw new Error('nothing was measured');
  return measured.value;
}
