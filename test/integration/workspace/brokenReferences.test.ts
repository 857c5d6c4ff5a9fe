import { describe, expect, test } from 'vitest';
import { problemsOf, shop } from './workspaceFolder.ts';

const inventory = { inventories: '[hosts.ini]' };
const only = async (changes: Record<number, string | undefined>, files: Record<string, string> = {}) =>
  problemsOf({ 'signalbox.yaml': shop(changes), ...files });
const withInventory = async (ini: string, changes: Record<number, string> = {}) =>
  only({ 3: `inventories: ${inventory.inventories}`, ...changes }, { 'hosts.ini': ini });

describe('given hosts that do not exist', () => {
  test('an unknown host gets the name that was probably meant, and the way out', async () => {
    expect(await only({ 13: '    hosts: [web1, wbe2]' })).toEqual([
      'signalbox.yaml:13:19 environments.0.hosts.1: there is no host "wbe2", did you mean "web2"?; expected an entry under hosts: ("wbe2:" alone will do), or a host of an inventory',
    ]);
  });

  test('a group in the place of a host is told to be a group', async () => {
    expect(await withInventory('[shops]\nweb3\n', { 13: '    hosts: [shops]' })).toEqual([
      'signalbox.yaml:13:13 environments.0.hosts.0: there is no host "shops"; "shops" is a group, written { group: shops }; expected an entry under hosts: ("shops:" alone will do), or a host of an inventory',
    ]);
  });

  test('a host that is named twice is reported where it is named again', async () => {
    expect(await only({ 13: '    hosts: [web1, web1]' })).toEqual([
      'signalbox.yaml:13:19 environments.0.hosts.1: host "web1" is named twice; expected each host once',
    ]);
  });

  test('an unknown group is reported at its name', async () => {
    expect(await withInventory('[shops]\nweb3 SHOP_PORT=1\n', { 13: '    hosts: { group: shop }' })).toEqual([
      'signalbox.yaml:13:21 environments.0.hosts.group: there is no group "shop", did you mean "shops"?; expected a group of one of the inventories',
    ]);
  });

  test('a group without inventories points at them', async () => {
    expect(await only({ 13: '    hosts: { group: shop }' })).toEqual([
      'signalbox.yaml:13:21 environments.0.hosts.group: there is no group "shop"; expected an inventory under inventories:',
    ]);
  });

  test('a group without hosts is no selection', async () => {
    expect(await withInventory('[shops]\n', { 13: '    hosts: { group: shops }' })).toEqual([
      'signalbox.yaml:13:21 environments.0.hosts.group: the group "shops" has no hosts; expected a group of one of the inventories',
    ]);
  });

  test('the host of a balancer must exist', async () => {
    expect(await only({ 9: '  edge: { host: lb2, socket: /run/haproxy.sock }' })).toEqual([
      'signalbox.yaml:9:17 balancers.edge.host: there is no host "lb2", did you mean "lb1"?; expected an entry under hosts: ("lb2:" alone will do), or a host of an inventory',
    ]);
  });
});

describe('given jumps', () => {
  test('a jump host must exist', async () => {
    expect(await only({ 7: '  lb1: { jump: [web1, door] }' })).toEqual([
      'signalbox.yaml:7:23 hosts.lb1.jump.1: there is no host "door"; expected an entry under hosts: ("door:" alone will do), or a host of an inventory',
    ]);
  });

  test('a host that jumps through itself is a circle', async () => {
    expect(await only({ 7: '  lb1: { jump: lb1 }' })).toEqual([
      'signalbox.yaml:7:16 hosts.lb1.jump: the jumps go in a circle: lb1 > lb1; expected a way that ends',
    ]);
  });

  test('two hosts that jump through each other are a circle, once a host', async () => {
    expect(await only({ 7: '  lb1: { jump: lb2 }\n  lb2: { jump: lb1 }' })).toEqual([
      'signalbox.yaml:7:16 hosts.lb1.jump: the jumps go in a circle: lb2 > lb1 > lb2; expected a way that ends',
      'signalbox.yaml:8:16 hosts.lb2.jump: the jumps go in a circle: lb1 > lb2 > lb1; expected a way that ends',
    ]);
  });
});

describe('given environments and balancers that do not exist', () => {
  test('a service in an unknown environment is reported at the key', async () => {
    expect(await only({ 24: '      stagign: {}' })).toEqual([
      'signalbox.yaml:24:7 services.shop.environments.stagign: there is no environment "stagign", did you mean "staging"?; expected one of staging, production',
    ]);
  });

  test('an environment name that is used twice is reported where it is used again', async () => {
    expect(await only({ 14: '  - name: staging', 25: undefined })).toEqual([
      'signalbox.yaml:14:11 environments.1.name: there are two environments "staging"; expected a name of its own',
    ]);
  });

  test('an unknown balancer is reported at its name', async () => {
    expect(await only({ 25: '      production: { pool: { backend: shop, balancers: [edg] } }' })).toEqual([
      'signalbox.yaml:25:56 services.shop.environments.production.pool.balancers.0: there is no balancer "edg", did you mean "edge"?; expected one of edge',
    ]);
  });

  test('a balancer that is named twice is reported where it is named again', async () => {
    expect(
      await only({ 25: '      production: { pool: { backend: shop, balancers: [edge, edge] } }' }),
    ).toEqual([
      'signalbox.yaml:25:62 services.shop.environments.production.pool.balancers.1: balancer "edge" is named twice; expected each balancer once',
    ]);
  });

  test('a TCP port beyond 65535 is reported', async () => {
    expect(await only({ 9: '  edge: { tcp: "127.0.0.1:99999" }' })).toEqual([
      'signalbox.yaml:9:16 balancers.edge.tcp: "127.0.0.1:99999" has no valid port; expected address:port, the port from 1 to 65535',
    ]);
  });

  const commands = (out: string, state = '[pool, state]') =>
    `  edge: { kind: commands, host: lb1, out: ${out}, in: [pool, in], state: ${state} }`;

  test('a balancer by commands is taken as it is, its placeholders with it', async () => {
    expect(await only({ 9: commands('[pool, out, "{host}", "{address}", "{backend}/{server}"]') })).toEqual(
      [],
    );
  });

  test('a placeholder in a command of a balancer must be one that is filled', async () => {
    expect(await only({ 9: commands('[pool, out, "{hots}"]') })).toEqual([
      "signalbox.yaml:9:38 balancers.edge.out: {hots} stands for nothing in a balancer's command; expected {host}, {address}, {port}, {backend} or {server}",
    ]);
  });

  test('a command that says {port} needs the port of every service behind it', async () => {
    expect(await only({ 9: commands('[pool, out]', '[pool, state, "{port}"]') })).toEqual([
      'signalbox.yaml:25:44 services.shop.environments.production.pool.balancers: commands of the balancer "edge" say {port}, and "shop" names none; expected port under services.shop',
    ]);
  });

  test('a command is a list of words, never text for a shell', async () => {
    expect(await only({ 9: commands('pool out') })).toEqual([
      expect.stringContaining('signalbox.yaml:9:43 balancers.edge.out: cannot be the text'),
    ]);
  });

  test("a service's own hosts must be hosts of the environment", async () => {
    expect(await only({ 24: '      staging: { hosts: [web2] }' })).toEqual([
      'signalbox.yaml:24:26 services.shop.environments.staging.hosts.0: host "web2" is not in the environment "staging"; expected hosts of that environment',
    ]);
  });
});

describe('given templates', () => {
  test('a placeholder without its variable names the placeholder and every host that lacks it', async () => {
    expect(await only({ 19: '    directory: "/srv/{APP}/shop"' })).toEqual([
      'signalbox.yaml:19:16 services.shop.directory: {APP} stands for a variable that is not set on web1, web2; expected APP under variables: of the host, or in an inventory',
    ]);
  });

  test('a placeholder in small letters is no variable either', async () => {
    expect(await only({ 19: '    directory: "/srv/{host}"' })).toEqual([
      'signalbox.yaml:19:16 services.shop.directory: {host} stands for a variable that is not set on web1, web2; expected host under variables: of the host, or in an inventory',
    ]);
  });

  test('a port placeholder without its variable names only the host that lacks it', async () => {
    expect(await only({ 6: '  web2:' })).toEqual([
      'signalbox.yaml:22:38 services.shop.checks.health.port: {SHOP_PORT} stands for a variable that is not set on web2; expected SHOP_PORT under variables: of the host, or in an inventory',
    ]);
  });

  test('a port variable that is no port is reported where it is used', async () => {
    expect(await only({ 6: '  web2: { variables: { SHOP_PORT: http } }' })).toEqual([
      'signalbox.yaml:22:38 services.shop.checks.health.port: {SHOP_PORT} is "http" on web2, which is no port; expected a whole number from 1 to 65535',
    ]);
  });

  test.each([
    ['~/shop', '"~/shop" begins with "~", which is not expanded on the host (on web1, web2)'],
    ['/srv/../etc', '"/srv/../etc" climbs out with ".." (on web1, web2)'],
    ['/', '"/" is no folder of its own (on web1, web2)'],
  ])('the folder %s is refused', async (directory, message) => {
    expect(await only({ 19: `    directory: ${directory}` })).toEqual([
      expect.stringContaining(`signalbox.yaml:19:16 services.shop.directory: ${message}`),
    ]);
  });

  test('a variable cannot lead a folder out of its place', async () => {
    expect(
      await only({
        5: '  web1: { variables: { SHOP_PORT: 1, APP: ../../etc } }',
        6: '  web2: { variables: { SHOP_PORT: 1, APP: shop } }',
        19: '    directory: "/srv/{APP}"',
      }),
    ).toEqual([
      expect.stringContaining(
        '19:16 services.shop.directory: "/srv/../../etc" climbs out with ".." (on web1)',
      ),
    ]);
  });

  test('a server name that HAProxy would not take is refused', async () => {
    expect(
      await only({
        25: '      production: { pool: { backend: shop, server: "web {host}", balancers: [edge] } }',
      }),
    ).toEqual([
      'signalbox.yaml:25:52 services.shop.environments.production.pool.server: "web {host}" gives no name that HAProxy takes (on web2); expected letters, digits and _ . : -, with {host} for the host',
    ]);
  });

  test('a server name without the host would make two hosts one server', async () => {
    expect(
      await only({
        13: '    hosts: [lb1]',
        16: '    hosts: [web1, web2]',
        24: undefined,
        25: '      production: { pool: { backend: shop, server: web, balancers: [edge] } }',
      }),
    ).toEqual([
      'signalbox.yaml:25:52 services.shop.environments.production.pool.server: the server "web" of shop would be web1 and also web2; expected a name with {host} in it',
    ]);
  });

  const second = (directory: string) =>
    [
      '  cart:',
      `    directory: ${directory}`,
      '    commands: { start: x }',
      '    checks: { health: { command: x } }',
      '    environments: { staging: {} }',
      '',
    ].join('\n');

  test.each(['/srv/shop', '/srv/shop/', '/srv//shop', '/srv/./shop'])(
    'two services in one folder, the second as %s, are reported at the second',
    async (directory) => {
      expect(await only({ 26: second(directory) })).toEqual([
        'signalbox.yaml:27:16 services.cart.directory: on web1 the folder "/srv/shop" is also that of the service "shop"; expected a folder of its own for each service on a host',
      ]);
    },
  );

  test('two services in folders of their own are fine', async () => {
    expect(await only({ 26: second('/srv/cart') })).toEqual([]);
  });

  test('one folder of one host cannot be two environments', async () => {
    expect(await only({ 16: '    hosts: [web1]' })).toEqual([
      'signalbox.yaml:25:7 services.shop.environments.production: on web1 the folder "/srv/shop" is also that of the same service in "staging": one folder cannot be two environments; expected a folder of its own for each service on a host',
    ]);
  });
});

describe('given files that are named and cannot be read', () => {
  test('a missing inventory is reported where it is named', async () => {
    expect(await only({ 3: 'inventories: [hosts.ini]' })).toEqual([
      'signalbox.yaml:3:15 inventories.0: there is no file hosts.ini; expected a file that exists',
    ]);
  });

  test('a folder as an inventory is reported', async () => {
    expect(await only({ 3: 'inventories: [hosts]' }, { 'hosts/web.ini': 'web9\n' })).toEqual([
      'signalbox.yaml:3:15 inventories.0: hosts is a folder, not a file; expected a text file',
    ]);
  });

  test('an inventory that is a program is not run', async () => {
    expect(await withInventory('#!/bin/sh\necho web9\n')).toEqual([
      'signalbox.yaml:3:15 inventories.0: hosts.ini is a program; programs are not run; expected a written inventory, such as `ansible-inventory --list --yaml` prints',
    ]);
  });

  test('an SSH configuration that is named must be there', async () => {
    expect(await only({ 3: 'ssh: { config: ssh_config }' })).toEqual([
      'signalbox.yaml:3:16 ssh.config: there is no file ssh_config; expected a file that exists',
    ]);
  });
});
