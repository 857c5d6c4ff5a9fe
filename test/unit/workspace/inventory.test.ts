import { describe, expect, test } from 'vitest';
import { buildInventory } from '../../../electron/workspace/inventory/buildInventory.ts';
import { parseIniInventory } from '../../../electron/workspace/inventory/parseIniInventory.ts';
import { parseYamlInventory } from '../../../electron/workspace/inventory/parseYamlInventory.ts';
import { formatProblem } from '../../../electron/workspace/problems.ts';

function read(...files: readonly { readonly ini?: string; readonly yaml?: string }[]) {
  const parsed = files.map(({ ini, yaml }) =>
    ini === undefined
      ? parseYamlInventory({ name: 'hosts.yaml', path: '/hosts.yaml', text: yaml ?? '' })
      : parseIniInventory({ name: 'hosts.ini', path: '/hosts.ini', text: ini }),
  );
  const built = buildInventory(parsed.flatMap((it) => it.statements));
  const variablesOf = (host: string) =>
    Object.fromEntries(
      [...(built.inventory.hosts.get(host)?.variables ?? [])].map(([name, { text }]) => [name, text]),
    );
  const problems = [...parsed.flatMap((it) => it.problems), ...built.problems].map(formatProblem);
  return { ...built.inventory, problems, variablesOf };
}

const ini = `
lonely ansible_host=10.0.0.9

; the shop
[web]
web[01:02].example SHOP_PORT=8080   # behind the balancer
web03.example ansible_port=2222 NOTE='two words'

[db]
db-a

[shop:children]
db
web

[web:vars]
ansible_user = deploy
QUOTED="a b" # a comment
PLAIN=a b
PORT=8080 # a comment

[all:vars]
ansible_user=root
LEVEL=all
[shop:vars]
LEVEL=shop
[db:vars]
LEVEL=db
`;

const yaml = `
all:
  hosts:
    lonely: { ansible_host: 10.0.0.9 }
  vars: { ansible_user: root, LEVEL: all }
  children:
    shop:
      vars: { LEVEL: shop }
      children:
        db:
          vars: { LEVEL: db }
          hosts:
            db-a:
        web:
          vars: { ansible_user: deploy, QUOTED: a b, PLAIN: a b, PORT: 8080 }
          hosts:
            web[01:02].example: { SHOP_PORT: 8080 }
            web03.example: { ansible_port: 2222, NOTE: two words }
`;

describe.each([
  ['INI', { ini }],
  ['YAML', { yaml }],
])('an inventory as %s', (_, file) => {
  const inventory = read(file);

  test('has no problems', () => {
    expect(inventory.problems).toEqual([]);
  });

  test('gives groups their hosts, ranges and children included, in the order of the file', () => {
    expect(inventory.hostsOf('web')).toEqual(['web01.example', 'web02.example', 'web03.example']);
    expect(inventory.hostsOf('shop')).toEqual(['db-a', 'web01.example', 'web02.example', 'web03.example']);
    expect(inventory.hostsOf('nothing')).toBeUndefined();
  });

  test('knows the groups that nobody writes', () => {
    expect(new Set(inventory.hostsOf('all'))).toEqual(new Set(inventory.hosts.keys()));
    expect(inventory.hostsOf('ungrouped')).toEqual(['lonely']);
  });

  test('lets the nearer group win, and the host before all groups', () => {
    expect(inventory.variablesOf('lonely')).toEqual({
      ansible_host: '10.0.0.9',
      ansible_user: 'root',
      LEVEL: 'all',
    });
    expect(inventory.variablesOf('db-a')).toEqual({ ansible_user: 'root', LEVEL: 'db' });
    expect(inventory.variablesOf('web03.example')).toEqual({
      ansible_user: 'deploy',
      ansible_port: '2222',
      LEVEL: 'shop',
      NOTE: 'two words',
      QUOTED: 'a b',
      PLAIN: 'a b',
      PORT: '8080',
    });
  });
});

describe('values of an inventory', () => {
  test('stay as they are written', () => {
    const { variablesOf } = read({ yaml: 'web:\n  hosts:\n    a: { VERSION: 1.10, ID: 007, FLAG: yes }' });
    expect(variablesOf('a')).toEqual({ VERSION: '1.10', ID: '007', FLAG: 'yes' });
  });

  test('of groups on one level go by priority, then by name', () => {
    const text = (priority: string) => `[b]\nx\n[a]\nx\n[a:vars]\nV=a\n${priority}\n[b:vars]\nV=b`;
    expect(read({ ini: text('') }).variablesOf('x')['V']).toBe('b');
    expect(read({ ini: text('ansible_group_priority=10') }).variablesOf('x')['V']).toBe('a');
  });
});

describe('several inventories', () => {
  test('are one: groups grow, the later value of a host wins', () => {
    const inventory = read(
      { ini: '[web]\na PORT=1\nb' },
      { yaml: 'web: { hosts: { c: , a: { PORT: 2 } } }' },
    );
    expect(inventory.hostsOf('web')).toEqual(['a', 'b', 'c']);
    expect(inventory.variablesOf('a')).toEqual({ PORT: '2' });
  });
});

describe('faulty INI lines', () => {
  test.each([
    ['[web\na', 'hosts.ini:1:1 not a section; expected [group], [group:children] or [group:vars]'],
    ['[web:kids]\na', 'hosts.ini:1:1 not a section; expected [group], [group:children] or [group:vars]'],
    ['[web]\na b', 'hosts.ini:2:3 "b" is no variable; expected name=value'],
    ['[web]\n  a  x=1 =2', 'hosts.ini:2:10 "=2" is no variable; expected name=value'],
    ["[web]\na x='1", "hosts.ini:2:5 the quote ' is not closed"],
    ['[web]\nw[3:1]', 'hosts.ini:2:1 the range [3:1] begins after its end'],
    ['[web]\na\n[web:vars]\nnothing', 'hosts.ini:4:1 "nothing" is no variable; expected name=value'],
    [
      '[web]\na\n[all:children]\nweb db',
      'hosts.ini:4:1 "web db" is no group; expected the name of a group, one a line',
    ],
    [
      '[shop:children]\nweb\n[wbe]\na',
      'hosts.ini:2:1 shop: there is no group "web", did you mean "wbe"?; expected a section [web], or the name of one',
    ],
    [
      '[web:vars]\na=1',
      'hosts.ini:2:1 web: there is no group "web"; expected a section [web], or the name of one',
    ],
    ['[a:children]\nb\n[b:children]\na', 'hosts.ini:4:1 b: the group contains itself: a > b > a'],
    ['[a:children]\na', 'hosts.ini:2:1 a: the group contains itself: a > a'],
  ])('%j', (text, problem) => {
    expect(read({ ini: text }).problems).toEqual([problem]);
  });

  test('do not hide each other', () => {
    expect(read({ ini: '[web]\na b\nc d\n[oops\n[db]\nw[2:1]' }).problems).toHaveLength(4);
  });
});

describe('faulty YAML inventories', () => {
  test.each([
    [
      'web:\n  host: { a: }',
      'hosts.yaml:2:3 web.host: unknown key "host", did you mean "hosts"?; expected one of hosts, children, vars',
    ],
    ['web:\n  hosts: [a, b]', 'hosts.yaml:2:3 web.hosts: cannot be a list; expected a mapping of hosts'],
    ['web: a', 'hosts.yaml:1:1 web: cannot be text; expected a mapping of hosts, children, vars'],
    ['- web', 'hosts.yaml:1:1 cannot be a list; expected a mapping of groups'],
    ['web:\n  hosts:\n    w[3:1]:', 'hosts.yaml:3:5 web.hosts.w[3:1]: the range [3:1] begins after its end'],
    [
      'plugin: aws_ec2\nregions: [x]',
      'hosts.yaml:1:1 plugin: inventory plugins are not run; expected a written inventory, such as `ansible-inventory --list --yaml` prints',
    ],
    [
      'a:\n  children:\n    b:\n      children:\n        a:',
      'hosts.yaml:5:9 b: the group contains itself: a > b > a',
    ],
    ['web:\n  hosts:\n    a:\n    a:', 'hosts.yaml:4:5 the key "a" stands here twice'],
  ])('%j', (text, problem) => {
    expect(read({ yaml: text }).problems).toEqual([problem]);
  });
});
