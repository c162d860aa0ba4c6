import { maskFor } from "../../../../../provider/core/pulumi/secrets/mask";

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

test("any address is no secret", () => {
  const anywhere = { a: { cidr: "0.0.0.0/0" }, b: { cidr: "::/0" } };
  const mask = maskFor({ secretInputs: ["rules.peers"], rules: anywhere });
  expect(mask("0.0.0.0/0 from a::b")).toBe("0.0.0.0/0 from a::b");
});

test("leaves alone what is no secret", () => {
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
