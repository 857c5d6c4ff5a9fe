import { expect, test } from 'vitest';
import { toHostKeyRefusal } from '../../../electron/ssh/hostKeyRefusal.ts';

const target = { name: 'web1', address: '10.0.0.1', port: 2222, user: 'ops', identityFiles: [], jumps: [] };
const offer = { keyType: 'ssh-ed25519', keyBlob: Buffer.from('key') };
const fingerprint = 'SHA256:LHDhK3oGRvkiefQnx7OOczTY5Tic/xZ6HcMOc/gmtoM';
const line = '[10.0.0.1]:2222 ssh-ed25519 a2V5';

test('an unknown key: the fingerprint, how to compare it, and the exact line to add', () => {
  const verdict = { kind: 'unknown', otherKeys: [], certificateAuthorities: [] } as const;
  const fault = toHostKeyRefusal(target, verdict, offer, '/home/ops/.ssh/known_hosts');
  expect(fault).toMatchObject({ code: 'HOST_KEY_REFUSED', retryable: false });
  expect(fault.message).toBe(
    `web1 ([10.0.0.1]:2222): host key refused: ssh-ed25519 ${fingerprint} is not known`,
  );
  expect(fault.wayOut).toContain('another way than over this network');
  expect(fault.wayOut).toContain(`add this line to /home/ops/.ssh/known_hosts: ${line}`);
});

test('a certificate authority is explained, not silently ignored', () => {
  const verdict = { kind: 'unknown', otherKeys: [], certificateAuthorities: ['known_hosts:7'] } as const;
  expect(toHostKeyRefusal(target, verdict, offer, 'known_hosts').message).toMatch(
    /certificate authority is \(known_hosts:7\), but host certificates are not supported/,
  );
});

test('a changed key names the line it contradicts, and never says "just add it"', () => {
  const knownKeys = [{ keyType: 'ssh-ed25519', fingerprint: 'SHA256:old', where: 'known_hosts:3' }];
  const fault = toHostKeyRefusal(target, { kind: 'changed', knownKeys }, offer, 'known_hosts');
  expect(fault.message).toMatch(/SHA256:old \(known_hosts:3\)\. Somebody may be in between/);
  expect(fault.wayOut).toContain(`replace known_hosts:3 by: ${line}`);
});

test('a revoked key has no line to add', () => {
  const fault = toHostKeyRefusal(target, { kind: 'revoked', where: 'known_hosts:9' }, offer, 'known_hosts');
  expect(fault.message).toContain('revoked by known_hosts:9');
  expect(fault.wayOut).not.toContain(line);
});
