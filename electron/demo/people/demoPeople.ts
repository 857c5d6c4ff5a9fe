/** Who works at the shop: what the demo's `signalbox.yaml` says of a person. */
export interface DemoPerson {
  /** The short name, also the name of the key's file. */
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly groups: readonly string[];
  /** Has a key of their own; whoever has none cannot sign anything. */
  readonly hasKey: boolean;
}

const person = (name: string, displayName: string, groups: readonly string[], hasKey = true): DemoPerson => ({
  name,
  displayName,
  email: `${name}@shop.example`,
  groups,
  hasKey,
});

/** Ana and Mia write the shop, Li and Omar release it with her, and Rob asks for releases and works them. */
export const demoPeople = {
  ana: person('ana', 'Ana Silva', ['releasers']),
  mia: person('mia', 'Mia Keller', [], false),
  li: person('li', 'Li Wei', ['releasers']),
  omar: person('omar', 'Omar Haddad', ['releasers']),
  rob: person('rob', 'Rob Berger', ['releaseManagers']),
} as const satisfies Record<string, DemoPerson>;

export type DemoPersonName = keyof typeof demoPeople;
