import type { Report } from '../problems.ts';
import { parseJumps } from '../sshConfig/jumpSpecification.ts';
import type { SshAnswer, SshAnswerValue } from '../sshConfig/lookUpSshHost.ts';
import type { Written, WrittenConnection } from './writtenConnection.ts';

/** From ssh's configuration: its texts as values. Identity files stay out, their tokens need the other values. */
export function connectionOfAnswer(name: string, answer: SshAnswer, report: Report): WrittenConnection {
  const address = parseHostname(name, answer.hostname, report);
  const port = parsePort(answer.port, report);
  const jumps = parseProxyJump(answer.proxyJump, report);
  return {
    ...(address ? { address } : {}),
    ...(port ? { port } : {}),
    ...(answer.user ? { user: written(answer.user, answer.user.value) } : {}),
    ...(jumps ? { jumps } : {}),
  };
}

function written<T>({ at }: SshAnswerValue, value: T): Written<T> {
  return { value, at, path: '' };
}

/** HostName takes `%h`, the name as given, and `%%` only (ssh_config(5), TOKENS). */
function parseHostname(
  name: string,
  answer: SshAnswerValue | undefined,
  report: Report,
): Written<string> | undefined {
  if (!answer) return undefined;
  if (/%(?![h%])/.test(answer.value)) {
    report({
      ...answer.at,
      path: '',
      message: `HostName "${answer.value}" has an unknown token`,
      expected: '%h or %%',
    });
    return undefined;
  }
  return written(
    answer,
    answer.value.replaceAll(/%([h%])/g, (_, token) => (token === 'h' ? name : '%')),
  );
}

function parsePort(answer: SshAnswerValue | undefined, report: Report): Written<number> | undefined {
  if (!answer) return undefined;
  const port = /^\d{1,5}$/.test(answer.value) ? Number(answer.value) : 0;
  if (port >= 1 && port <= 65_535) return written(answer, port);
  report({
    ...answer.at,
    path: '',
    message: `"${answer.value}" is no port`,
    expected: 'a whole number from 1 to 65535',
  });
  return undefined;
}

function parseProxyJump(answer: SshAnswerValue | undefined, report: Report): WrittenConnection['jumps'] {
  if (!answer) return undefined;
  const jumps = parseJumps(answer.value);
  if (jumps) return written(answer, jumps);
  report({
    ...answer.at,
    path: '',
    message: `ProxyJump "${answer.value}" cannot be read`,
    expected: '[user@]host[:port], several with commas, or none',
  });
  return undefined;
}
