import { type Clouds, startClouds } from "../harness/clouds";
import { succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { providerModes, nativeMode, type Resources, stackInMode } from "./provider-mode";

/** The forms in which a value is empty by accident, through the real SDKs and the real engine, on both clouds. */

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const tcp = { protocol: "tcp", ports: 9090 };
const cidr = "203.0.113.0/24";

/** Rules by the field that is empty. In YAML, as in Python, Go and C#, a field of null is absent: see below. */
const waldur = [
  ["cidr", { ...tcp, cidr: "" }],
  ["peer", { ...tcp, peer: "" }],
  ["remoteGroup", { ...tcp, remoteGroup: "" }],
  ["cidrs[1]", { ...tcp, cidrs: [cidr, ""] }],
  ["cidrs[1]", { ...tcp, cidrs: [cidr, null] }],
  ["ports", { protocol: "tcp", ports: "", cidr }],
] as const;
const e24cloud = [
  ["srcAddress", { ...tcp, srcAddress: "" }],
  ["dstAddress", { ...tcp, srcAddress: cidr, dstAddress: "" }],
  ["cidrs[1]", { ...tcp, cidrs: [cidr, ""] }],
  ["cidrs[1]", { ...tcp, cidrs: [cidr, null] }],
  ["ports", { protocol: "tcp", ports: "", srcAddress: cidr }],
  ["protocol", { protocol: "", srcAddress: cidr }],
] as const;
const nulls = {
  waldur: ["cidr", "peer", "remoteGroup", "ports", "protocol"],
  e24cloud: ["srcAddress", "dstAddress", "cidrs", "ports", "protocol"],
};

const typeOf = { waldur: "waldur:SecurityGroup", e24cloud: "e24cloud:FirewallGroup" } as const;

test.each(providerModes)(
  "$name: each is refused in the preview, with its position and field",
  async (mode) => {
    const program = (cloud: "waldur" | "e24cloud") => {
      const nullFields = mode === nativeMode ? [] : nulls[cloud];
      const ofNull = nullFields.map((field) => [field, { [field]: null }] as const);
      const forms = [...(cloud === "waldur" ? waldur : e24cloud), ...ofNull];
      const resources: Resources = {
        web: { type: typeOf[cloud], args: { rules: forms.map(([, rule]) => rule) } },
      };
      return { forms, resources };
    };
    const { stack, write } = await stackInMode(mode, engine, clouds, program("waldur").resources);
    for (const cloud of ["waldur", "e24cloud"] as const) {
      const { forms, resources } = program(cloud);
      write(resources);
      const { ok, stdout, stderr } = await stack.preview();
      expect(ok).toBe(false);
      for (const [position, [field]] of forms.entries()) {
        const refused = new RegExp(`rules\\[${position}\\][^:]*: (\\S+) (?:has no|is an)`);
        expect([position, refused.exec(`${stdout}${stderr}`)?.[1]]).toEqual([position, field]);
      }
    }
    expect(clouds.writes()).toEqual([]);
  },
);

test("in YAML a field of null is absent, so a rule without a source is named, and refused by lint", async () => {
  const program = (args: object): Resources => ({
    web: { type: "waldur:SecurityGroup", args: { rules: [{ ...tcp, cidr: null }], ...args } },
    edge: { type: "e24cloud:FirewallGroup", args: { rules: [{ ...tcp, srcAddress: null }], ...args } },
  });
  const { stack, write } = await stackInMode(nativeMode, engine, clouds, program({}));
  const warned = succeeded(await stack.preview()).stdout;
  const text = "no source given: from anywhere; write 0.0.0.0/0 if that is meant";
  expect(warned).toContain(`web: rules[0] (ingress IPv4 tcp 9090): ${text}`);
  expect(warned).toContain(`edge: rules[0] (ingress tcp 9090): ${text}`);
  write(program({ lint: "error" }));
  const refused = await stack.preview();
  expect(refused.ok).toBe(false);
  expect(`${refused.stdout}${refused.stderr}`).toContain(text);
});
