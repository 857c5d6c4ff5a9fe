import { describe, expect, test } from 'vitest';
import { createReportError } from '../../../electron/app/router/reportError.ts';
import { createRouter, type Router } from '../../../electron/app/router/router.ts';
import type { Handlers } from '../../../shared/contract/contract.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { refusingHandlers } from './fakeApp.ts';

const context = { signal: new AbortController().signal, client: 'client-1' };
const target = { service: 'shop', environment: 'production', version: '1.4.2' };

function createTestRouter(
  handlers: Partial<Handlers>,
  options: { readonly readOnly?: boolean; readonly checkOutputs?: boolean } = {},
) {
  const reports: unknown[] = [];
  const router: Router = createRouter({
    handlers: { ...refusingHandlers(), ...handlers },
    readOnly: options.readOnly ?? false,
    checkOutputs: options.checkOutputs ?? true,
    reportError: createReportError({ createId: () => 'e1', record: (report) => reports.push(report) }),
  });
  return { router, reports };
}

describe('router', () => {
  test('hands the parsed input and the context to the handler, and answers with its output', async () => {
    const seen: unknown[] = [];
    const { router } = createTestRouter({
      'journal.blob': (input, given) => {
        seen.push(input, given);
        return Promise.resolve({ text: 'hello', sizeBytes: 5 });
      },
    });
    const sha256 = 'a'.repeat(64);
    const answer = await router.answer({ method: 'journal.blob', input: { sha256, maxBytes: 9 } }, context);
    expect(answer).toEqual({ ok: true, output: { text: 'hello', sizeBytes: 5 } });
    expect(seen).toEqual([{ sha256, maxBytes: 9 }, context]);
  });

  test('names every bad field, the unknown ones too, and never repeats a value', async () => {
    const { router } = createTestRouter({});
    const input = { promptId: 7, answer: 'hunter2'.repeat(1_000), extra: 'hunter2', more: 1 };
    const answer = await router.answer({ method: 'prompts.answer', input }, context);
    expect(answer).toMatchObject({ ok: false, fault: { code: 'INVALID_INPUT', retryable: false } });
    if (answer.ok) return;
    expect(answer.fault.details?.map((line) => line.split(':')[0])).toEqual([
      'promptId',
      'answer',
      'extra',
      'more',
    ]);
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  test.each([undefined, null, 'text', [], 3])('refuses %j where an object is asked for', async (input) => {
    const { router } = createTestRouter({});
    const answer = await router.answer({ method: 'workspace.check', input }, context);
    expect(answer).toMatchObject({ ok: false, fault: { code: 'INVALID_INPUT' } });
  });

  test.each(['rollouts.explode', '', 'toString', '__proto__', 'constructor'])(
    'does not know the method %j',
    async (method) => {
      const { router, reports } = createTestRouter({});
      const answer = await router.answer({ method, input: {} }, context);
      expect(answer).toMatchObject({ ok: false, fault: { code: 'UNKNOWN_METHOD' } });
      expect(reports).toEqual([]);
    },
  );

  test('read-only: refuses what changes something before the handler or the parser sees it', async () => {
    let started = false;
    const { router } = createTestRouter(
      {
        'rollouts.start': () => {
          started = true;
          return Promise.resolve({ rolloutId: 'r1' });
        },
        'fleet.look': () => Promise.resolve({ hosts: [], balancers: [] }),
      },
      { readOnly: true },
    );
    const input = { ...target, planSha256: 'a'.repeat(64) };
    const refused = await router.answer({ method: 'rollouts.start', input }, context);
    const malformed = await router.answer({ method: 'rollouts.stop', input: 'nonsense' }, context);
    const question = await router.answer({ method: 'fleet.look', input: {} }, context);
    expect(refused).toMatchObject({ ok: false, fault: { code: 'READ_ONLY' } });
    expect(malformed).toMatchObject({ ok: false, fault: { code: 'READ_ONLY' } });
    expect(question).toMatchObject({ ok: true });
    expect(started).toBe(false);
  });

  test('passes a handler’s fault on as data', async () => {
    const { router, reports } = createTestRouter({
      'rollouts.plan': () =>
        Promise.reject(
          new Fault('RELEASE_NOT_FOUND', 'There is no release 1.4.2 of shop.', {
            wayOut: 'Look at the list of releases.',
            details: ['releases/shop-1.4.2.yaml'],
            cause: new Error('/home/jane/.secret'),
          }),
        ),
    });
    const answer = await router.answer({ method: 'rollouts.plan', input: target }, context);
    expect(answer).toEqual({
      ok: false,
      fault: {
        code: 'RELEASE_NOT_FOUND',
        message: 'There is no release 1.4.2 of shop.',
        wayOut: 'Look at the list of releases.',
        details: ['releases/shop-1.4.2.yaml'],
        retryable: false,
      },
    });
    expect(reports).toEqual([]);
  });

  test('an unknown error: the client learns an id, the log learns the error', async () => {
    const error = new Error('EACCES /home/jane/.ssh/id_ed25519');
    const { router, reports } = createTestRouter({
      'journal.verify': () => {
        throw error; // a handler that throws before it returns a promise
      },
    });
    const answer = await router.answer({ method: 'journal.verify', input: {} }, context);
    expect(answer).toMatchObject({ ok: false, fault: { code: 'INTERNAL' } });
    expect(JSON.stringify(answer)).toContain('e1');
    expect(JSON.stringify(answer)).not.toContain('jane');
    expect(reports).toEqual([{ id: 'e1', during: 'journal.verify', error }]);
  });

  test('an error that comes of the abort itself is a cancellation', async () => {
    const controller = new AbortController();
    const { router, reports } = createTestRouter({
      'fleet.look': (_input, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    const answer = router.answer(
      { method: 'fleet.look', input: {} },
      { ...context, signal: controller.signal },
    );
    controller.abort();
    expect(await answer).toMatchObject({ ok: false, fault: { code: 'CANCELLED' } });
    expect(reports).toEqual([]);
  });

  test('with checked outputs, an answer outside of the contract is an error, not an answer', async () => {
    const outside = { records: [], headSeq: 1.5 };
    const { router, reports } = createTestRouter({ 'journal.records': () => Promise.resolve(outside) });
    const call = { method: 'journal.records', input: { afterSeq: 0, limit: 10 } };
    expect(await router.answer(call, context)).toMatchObject({ ok: false, fault: { code: 'INTERNAL' } });
    expect(reports).toHaveLength(1);
    const unchecked = createTestRouter(
      { 'journal.records': () => Promise.resolve(outside) },
      { checkOutputs: false },
    );
    expect(await unchecked.router.answer(call, context)).toEqual({ ok: true, output: outside });
  });
});
