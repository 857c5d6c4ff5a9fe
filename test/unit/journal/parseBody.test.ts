import { describe, expect, it } from 'vitest';
import { parseBody } from '../../../electron/journal/parseBody.ts';

describe('a body', () => {
  it.each(['{}', '{"a":1}', '{"text":"line\\nbreak, escaped"}', '"žluť 🚦"'])('may be %s', (body) => {
    expect(parseBody(body, 0)).toBe(body);
  });

  it.each([
    ['a line feed', '{"a":\n1}', /line break/],
    ['a carriage return', '{"a":1}\r', /line break/],
    ['half a surrogate pair, which would be hashed as U+FFFD', '{"a":"\ud83d"}', /surrogate/],
    ['a raw NUL', '{"a":"\0"}', /not JSON/],
    ['two values', '{} {}', /not JSON/],
    ['nothing', '', /not JSON/],
  ])('is refused with %s', (_, body, reason) => {
    expect(() => parseBody(body, 2)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => parseBody(body, 2)).toThrow(/^Body 3 /);
    expect(() => parseBody(body, 2)).toThrow(reason);
  });
});
