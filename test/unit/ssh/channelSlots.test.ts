import { expect, test } from 'vitest';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createChannelSlots } from '../../../electron/ssh/channelSlots.ts';

/** Tells whether a place was given, once everything that can happen now has happened. */
async function isAdmitted(place: Promise<unknown>): Promise<boolean> {
  let admitted = false;
  void place.then(() => (admitted = true));
  await new Promise((resolve) => setImmediate(resolve));
  return admitted;
}

test('commands queue in order, and one place is always kept for the warm shell', async () => {
  const slots = createChannelSlots(3);
  const first = await slots.acquire('command', {});
  await slots.acquire('command', {});
  const third = slots.acquire('command', {});
  const fourth = slots.acquire('command', {});
  expect(await isAdmitted(third)).toBe(false);
  expect(await isAdmitted(slots.acquire('warm', {}))).toBe(true);
  first();
  first();
  expect(await isAdmitted(third)).toBe(true);
  expect(await isAdmitted(fourth)).toBe(false);
});

test('killing never waits', async () => {
  const slots = createChannelSlots(2);
  await slots.acquire('command', {});
  expect(await isAdmitted(slots.acquire('urgent', {}))).toBe(true);
});

test('whoever gives up leaves the queue', async () => {
  const slots = createChannelSlots(2);
  const release = await slots.acquire('command', {});
  const patience = new AbortController();
  const impatient = slots.acquire('command', { signal: patience.signal });
  const patient = slots.acquire('command', {});
  patience.abort();
  await expect(impatient).rejects.toMatchObject({ code: 'CANCELLED' });
  release();
  expect(await isAdmitted(patient)).toBe(true);
});

test('a refusal teaches the true limit: wait while others are open, give up when alone', async () => {
  const slots = createChannelSlots(8);
  await slots.acquire('command', {});
  const refused = await slots.acquire('command', {});
  expect(slots.learnRefusal()).toBe(true);
  refused();
  expect(await isAdmitted(slots.acquire('command', {}))).toBe(false);

  const lonely = createChannelSlots(8);
  await lonely.acquire('command', {});
  expect(lonely.learnRefusal()).toBe(false);
});

test('a lost connection turns away everyone', async () => {
  const slots = createChannelSlots(2);
  await slots.acquire('command', {});
  const waiting = slots.acquire('command', {});
  slots.close(new Fault('UNREACHABLE', 'lost'));
  await expect(waiting).rejects.toMatchObject({ code: 'UNREACHABLE' });
  await expect(slots.acquire('urgent', {})).rejects.toMatchObject({ code: 'UNREACHABLE' });
});
