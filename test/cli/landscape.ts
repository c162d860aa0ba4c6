import type { Accounts, WaldurRule } from "./clouds";

const tcp = (port: number, more: WaldurRule = {}): WaldurRule => ({
  protocol: "tcp",
  from_port: port,
  to_port: port,
  ...more,
});
const world = (port: number) => [tcp(port), tcp(port, { ethertype: "IPv6" })];
const OUT: readonly WaldurRule[] = [{ direction: "egress" }, { direction: "egress", ethertype: "IPv6" }];

/** Seven groups of an application: who serves the world, who serves whom, and what watches them. */
const TIERS = ["balancer", "web", "api", "worker", "database", "cache", "queue"] as const;
const APPLICATIONS =
  "shop blog wiki billing search mail chat docs build maps video photos games news forum".split(" ");

/**
 * Makes some groups at Waldur as a tenant may have them: a bastion and monitoring, then applications of seven groups each.
 * @param count of groups, 5 at least
 */
export async function makeLandscape(accounts: Accounts, count: number): Promise<void> {
  const bastion = await accounts.waldurGroup("bastion", [
    tcp(22, { cidr: "203.0.113.0/24" }),
    tcp(22, { cidr: "198.51.100.7/32" }),
    ...OUT,
  ]);
  const monitoring = await accounts.waldurGroup("monitoring", [tcp(3000, { cidr: "10.8.0.0/16" }), ...OUT]);
  const watched = [tcp(22, { remote: bastion }), { ...tcp(9100, { remote: monitoring }), to_port: 9104 }];
  const ids = new Map<string, string>();
  for (let index = 0; index < count - 2; index += 1) {
    const application = APPLICATIONS[Math.floor(index / TIERS.length)] ?? `app${index}`;
    const tier = TIERS[index % TIERS.length] ?? "web";
    const from = (other: string, port: number) => {
      const remote = ids.get(`${application}-${other}`);
      return remote === undefined ? [] : [tcp(port, { remote })];
    };
    const own: Readonly<Record<(typeof TIERS)[number], readonly WaldurRule[]>> = {
      balancer: [...world(443), ...world(80)],
      web: from("balancer", 8080),
      api: from("web", 8443),
      worker: [],
      database: [
        ...from("api", 5432),
        ...from("worker", 5432),
        ...(application === "blog" ? world(5432) : []),
        tcp(5432, { cidr: "10.8.0.0/16" }),
      ],
      cache: [...from("api", 6379), ...from("web", 6379)],
      queue: [...from("api", 5672), ...from("worker", 5672)],
    };
    const name = `${application}-${tier}`;
    ids.set(name, await accounts.waldurGroup(name, [...own[tier], ...watched, ...OUT]));
  }
}
