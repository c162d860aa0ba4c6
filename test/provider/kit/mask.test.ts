import { serverText } from "../../../provider/text/printable";
import { codec as e24cloud } from "../../../provider/e24cloud/rule/fields";
import type { Props } from "../../../provider/kit/handlers";
import { maskFor as maskWith } from "../../../provider/kit/secrets";
import { codec as waldur } from "../../../provider/waldur/rule/fields";

/** The fields of both clouds, as no resource has them. */
const partOf = (field: string) => waldur.partOf(field) ?? e24cloud.partOf(field);
const maskFor = (...props: Props[]) => maskWith(partOf, ...props);

const rules = { a: { cidr: "198.51.100.77/32" }, b: { srcAddress: "2001:db8::/32", description: "office" } };

test("hides every spelling of secret addresses, and nothing else", () => {
  const mask = maskFor({ secretInputs: ["rules.peers"], rules });
  expect(mask("198.51.100.77 and 198.51.100.77/32 and 2001:db8::/32 of the office, tcp 77")).toBe(
    "[secret] and [secret] and [secret] of the office, tcp 77",
  );
});

test("hides the canonical form of what a program writes in another", () => {
  const written = [{ cidrs: ["2001:DB8:0::1"] }, { remoteGroup: "0A1B2C3D-4e5f-6071-8293-a4b5c6d7e8f9" }];
  const mask = maskFor({ secretInputs: ["rules.peers"], rules: written });
  expect(mask("2001:db8::1/128 and group 0a1b2c3d4e5f60718293a4b5c6d7e8f9")).toBe(
    "[secret] and group [secret]",
  );
});

test("any address is not a secret", () => {
  const anywhere = { a: { cidr: "0.0.0.0/0" }, b: { cidr: "::/0" } };
  const mask = maskFor({ secretInputs: ["rules.peers"], rules: anywhere });
  expect(mask("0.0.0.0/0 from a::b")).toBe("0.0.0.0/0 from a::b");
});

test("leaves alone what is not a secret", () => {
  expect(maskFor({ rules })("198.51.100.77/32")).toBe("198.51.100.77/32");
  expect(maskFor({ secretInputs: ["rules.ports"], rules })("198.51.100.77/32")).toBe("198.51.100.77/32");
});

test("hides secret ports where they stand as numbers of their own", () => {
  const mask = maskFor({
    secretInputs: ["rules.ports"],
    rules: [{ ports: "8443-8450" }, { protocol: "tcp", fromPort: 22, toPort: 22 }],
  });
  expect(mask('"ingress IPv4 tcp 8443-8450 from 10.22.0.0/22": ports 22, not 8022 nor f22a')).toBe(
    '"ingress IPv4 tcp [secret]-[secret] from 10.22.0.0/22": ports [secret], not 8022 nor f22a',
  );
});

test("hides what other secret inputs say, old and new", () => {
  const id = "24e12e20-0851-5354-e2c3-04b16c4c9c45";
  const mask = maskFor(
    { secretInputs: ["keepReachable"], keepReachable: [{ protocol: "tcp", ports: 22, from: "10.9.0.0/16" }] },
    { secretInputs: ["virtualMachines", "name"], virtualMachines: [id], name: "hidden" },
  );
  expect(mask(`hidden: no rule lets in tcp 22 from 10.9.0.0/16; server ${id}`)).toBe(
    "[secret]: no rule lets in tcp [secret] from [secret]; server [secret]",
  );
});

test("hides ports in other spellings of a range, and leaves addresses and decimals alone", () => {
  const mask = maskFor({ secretInputs: ["rules.ports"], rules: [{ ports: "48222-48333" }, { ports: 22 }] });
  expect(mask("48222:48333, tcp/48222, 10.22.0.1:48333, {22}, [2001:db8::22]:22, 2001:db8:22::/48")).toBe(
    "[secret]:[secret], tcp/[secret], 10.22.0.1:[secret], {[secret]}, [2001:db8::22]:[secret], 2001:db8:22::/48",
  );
  expect(mask("after 0.22 s, version 1.22.3, f22a, 2222")).toBe("after 0.22 s, version 1.22.3, f22a, 2222");
});

test("hides addresses that somebody else writes in another form", () => {
  const mask = maskFor({
    secretInputs: ["rules.peers"],
    rules: [{ cidrs: ["2001:DB8:0::a:1", "2001:db8:7::/64"] }, { cidr: "198.51.100.77/24" }],
  });
  expect(mask("2001:0DB8:0000:0000:0000:0000:000a:0001/128: refused; 2001%3ADB8%3A%3Aa%3A1")).toBe(
    "[secret]: refused; [secret]",
  );
  expect(mask("2001:db8:7:: to 2001:db8:7:0:ffff:ffff:ffff:ffff")).toBe("[secret] to [secret]");
  expect(mask("198.51.100.0-198.51.100.255, 198.51.100.0/255.255.255.0, ::ffff:198.51.100.77")).toBe(
    "[secret]-[secret], [secret]/255.255.255.0, ::ffff:[secret]",
  );
  expect(mask("2001:db8::b:1, 198.51.100.78, 0.0.0.0/0, ::/0")).toBe(
    "2001:db8::b:1, 198.51.100.78, 0.0.0.0/0, ::/0",
  );
});

test("hides ids and names in another case or with hyphens, and an address by its parts", () => {
  const mask = maskFor({
    secretInputs: ["name", "tenant", "apiUrl"],
    name: "Hidden Group",
    tenant: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    apiUrl: "https://waldur.internal.example:8443/api/",
  });
  expect(mask("hidden group, HIDDEN%20GROUP, 0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9")).toBe(
    "[secret], [secret], [secret]",
  );
  expect(mask("cannot reach https://waldur.internal.example:8443 (ENOTFOUND waldur.internal.example)")).toBe(
    "cannot reach [secret] (ENOTFOUND [secret])",
  );
});

test("where a secret is too short to be found in a string, hides it as a word and does not show what a server says", () => {
  const mask = maskFor({ secretInputs: ["name", "description"], name: "db", description: "x*" });
  const said = serverText("mydbgroup exists");
  expect(mask(`create security group "db": 400 ${said}`)).toBe(
    'create security group "[secret]": 400 [not shown: a secret is too short to be taken out of the server\'s text]',
  );
  expect(maskFor({ secretInputs: ["name"], name: "web" })(said)).toBe(said);
});

test.each(["peers", "ports", "descriptions"])(
  "hides a field that no table declares where %s are secret",
  (part) => {
    const odd = { a: { direction: "ingress", colour: "ultramarine" } };
    expect(maskFor({ secretInputs: [`rules.${part}`], rules: odd })("ingress in ultramarine")).toBe(
      "ingress in [secret]",
    );
  },
);
