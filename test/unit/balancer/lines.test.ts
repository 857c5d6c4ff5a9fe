import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countCommands,
  forceHealthDown,
  getWeight,
  joinLines,
  setAgent,
  setState,
  setWeight,
  showServersState,
  showStat,
  shutdownSessions,
} from '../../../electron/balancer/lines.ts';
import type { RuntimeLine, ServerName } from '../../../electron/balancer/lines.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { haproxyName } from '../../../shared/model/names.ts';

/** Every builder that takes names. */
const builders: readonly ((name: ServerName) => RuntimeLine)[] = [
  (name) => setState(name, 'drain'),
  forceHealthDown,
  (name) => setAgent(name, 'disable'),
  (name) => setWeight(name, 10),
  getWeight,
  shutdownSessions,
  ({ backend }) => showStat(backend),
  ({ backend }) => showServersState(backend),
];

const syntax = /[;\\\n\r<\s]/;

/** Text made to slip through: mostly legal characters, some syntax. */
const hostile = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom(
      'a',
      'B',
      '7',
      '_',
      '.',
      ':',
      '-',
      ';',
      '\\',
      '\n',
      '\r',
      '<',
      '<<',
      ' ',
      '\t',
      '/',
      '#',
      '\0',
      '\u2028',
      'é',
    ),
  }),
);

/** The line, or the code of the fault that refused it; anything else goes through. */
function lineOrRefusal(build: () => RuntimeLine): RuntimeLine | 'INVALID_INPUT' {
  try {
    return build();
  } catch (error) {
    if (error instanceof Fault && error.code === 'INVALID_INPUT') return error.code;
    throw error;
  }
}

describe('lines', () => {
  test('given any text at all, when it is accepted as a name, then it holds no syntax of HAProxy (trap 14)', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        fc.pre(haproxyName.safeParse(text).success);
        expect(text).not.toMatch(syntax);
      }),
    );
  });

  test('given any text as a name, when a line is built, then it is refused or the line is still one command of the same words', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.constantFrom(...builders), (backend, server, build) => {
        const usual = build({ backend: 'b', server: 's' });
        const line = lineOrRefusal(() => build({ backend, server }));
        if (line === 'INVALID_INPUT') return;
        expect(countCommands(line)).toBe(1);
        expect(line.split(' ')).toHaveLength(usual.split(' ').length);
        expect(line).not.toMatch(/[\\\n\r<]/);
      }),
    );
  });

  test.each(['', 'a b', 'a;b', 'a\n', 'a\\', 'a<<', 'a/b', 'ä', 'x'.repeat(129)])(
    'given %j as a server name, then it is refused by name',
    (server) => {
      expect(() => setState({ backend: 'app', server }, 'maint')).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining('server name') }),
      );
    },
  );

  test('given lines for one server, when they are joined, then the text is what an operator would type', () => {
    const name = { backend: 'app', server: 'web-1' };

    expect(joinLines(setState(name, 'drain'), forceHealthDown(name))).toBe(
      'set server app/web-1 state drain;set server app/web-1 health down',
    );
  });

  test.each([-1, 257, 1.5, Number.NaN])('given %d as a weight, then it is refused', (weight) => {
    expect(() => setWeight({ backend: 'app', server: 'a' }, weight)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});
