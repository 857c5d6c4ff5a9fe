import { startDemoFleet } from '../../../electron/demo/demoFleet.ts';
import { disposeOnSignals } from '../../../electron/demo/disposeOnSignals.ts';

// A process of its own for the tests that end it: it says where its fleet is, then stays.
const fleet = await startDemoFleet({ balancers: process.argv[2] === 'haproxy' ? 'haproxy' : 'in-process' });
disposeOnSignals(fleet);
fleet.traffic.start({ requestsPerSecond: 20 });
process.stdout.write(`${fleet.workspaceDirectory}\n`);
