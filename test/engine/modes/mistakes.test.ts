import { type Clouds, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { type Arguments, providerModes, type Resources, stackInMode } from "./provider-mode";

/** Mistakes that the check of a resource finds, in both provider modes: what it says, and that the remedy works. */

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
  clouds.liftQuotas();
});
afterEach(() => clouds.close());

/** A wrong rule, what is reported about it behind `rules[N] `, and the rule that follows the remedy. */
type Mistake = readonly [wrong: Arguments, said: string, right: Arguments];

const tcp = (rule: Arguments): Arguments => ({ protocol: "tcp", ports: 443, ...rule });
const out = { direction: "egress" };

const inRules: readonly Mistake[] = [
  [
    tcp({ cidr: "bastion" }),
    "(ingress tcp 443): bastion is not an address: for a security group, set remoteGroup to the group or its id.",
    tcp({ remoteGroup: { from: "bastion" } }),
  ],
  [
    tcp({ ports: 22, remoteGroup: "bastion" }),
    '(ingress tcp 22): remoteGroup "bastion" is not a security group: write the group itself, its uuid, its URL or "self".',
    tcp({ ports: 22, remoteGroup: "self" }),
  ],
  [
    tcp({ direction: "IN", ports: 8080, cidr: "10.0.0.0/8" }),
    '(ingress IPv4 tcp 8080): direction "IN" is unknown: did you mean ingress?',
    tcp({ direction: "ingress", ports: 8080, cidr: "10.0.0.0/8" }),
  ],
  [
    tcp({ protocol: "tpc", cidr: "10.1.0.0/16" }),
    '(ingress IPv4 tpc): protocol "tpc" is unknown: did you mean tcp?',
    tcp({ cidr: "10.1.0.0/16" }),
  ],
  [
    tcp({ ports: 8443, cidr: "" }),
    '(ingress IPv4 tcp 8443): cidr is an empty string: set it, or write cidr: "anywhere" if anywhere is meant.',
    tcp({ ports: 8443, cidr: "anywhere" }),
  ],
  [
    tcp({ ports: 9100, cidr: "10.0.0.0/8", remoteGroup: "self" }),
    "(ingress tcp 9100): set only one of cidr, cidrs, remoteGroup and peer.",
    tcp({ ports: 9100, cidr: "10.0.0.0/8" }),
  ],
  [
    tcp({ ports: "9300-9200", cidr: "10.0.0.0/8" }),
    '(ingress IPv4 tcp): ports 9300-9200 are reversed: write "9200-9300".',
    tcp({ ports: "9200-9300", cidr: "10.0.0.0/8" }),
  ],
  [
    { protocol: "icmp", ports: 8, cidr: "10.0.0.0/8" },
    "(ingress IPv4 icmp): ICMP has no ports: write icmpType and icmpCode.",
    { protocol: "icmp", icmpType: 8, icmpCode: 0, cidr: "10.0.0.0/8" },
  ],
];

const program = (web: Arguments, edge: Arguments): Resources => ({
  bastion: { type: "waldur:SecurityGroup", args: { rules: [out] } },
  web: { type: "waldur:SecurityGroup", args: web },
  edge: { type: "e24cloud:FirewallGroup", args: edge },
});

test.each(providerModes)(
  "$name: each has its line, and the program that follows them goes up",
  async (mode) => {
    const right = { rules: [...inRules.map(([, , rule]) => rule), out] };
    const edge = { rules: [{ direction: "IN", protocol: "TCP", ports: 443, cidrs: ["10.0.0.0/8"] }] };
    const wrong = { rules: [...inRules.map(([rule]) => rule), out] };
    const { stack, write } = await stackInMode(mode, engine, clouds, program(wrong, edge));

    const previewed = async (): Promise<string> => {
      const { ok, stdout } = await stack.preview();
      expect(ok).toBe(false);
      return stdout;
    };
    const said = await previewed();
    const missing = inRules
      .map(([, words], index) => `rules[${index}] ${words}`)
      .filter((line) => !said.includes(line));
    expect({ missing, said }).toEqual({ missing: [], said });
    write(program({ ...right, tenant: "tenant-main" }, edge));
    expect(await previewed()).toContain(
      'tenant "tenant-main" is not a tenant: write its uuid or its URL; waldur.getTenant({ name: "tenant-main" }) looks it up.',
    );
    write(program(right, { rules: [{ ...edge.rules[0], direction: "ingress" }] }));
    expect(await previewed()).toContain(
      'rules[0] (ingress tcp 443): direction "ingress" is unknown: did you mean IN?',
    );

    write(program({ ...right, tenant: clouds.waldur.tenantUuid }, edge));
    const { stdout } = succeeded(await stack.up());
    expect(stdout).not.toMatch(/warning: (?!using pulumi-language)/);
    succeeded(await stack.preview({ expectNoChanges: true }));
  },
);
