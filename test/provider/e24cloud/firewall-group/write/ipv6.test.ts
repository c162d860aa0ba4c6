import { messageOf } from "../../../../../provider/errors";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();

test("an account without IPv6 names the rules that have it and the way out, which works", async () => {
  await emulator.start({ ipv6: "reject" });
  const four = Array.from({ length: 14 }, (_, n) => ({
    protocol: "tcp",
    ports: 8000 + n,
    srcAddress: "10.0.0.0/8",
  }));
  const six = Array.from({ length: 7 }, (_, n) => ({
    protocol: "tcp",
    ports: 9000 + n,
    srcAddress: "2001:db8::/32",
  }));
  const failure: unknown = await emulator.group.up({ rules: [...four, ...six] }).catch(messageOf);
  expect(String(failure)).toMatch(
    /cannot add the rule "ingress tcp 900\d from 2001:db8::\/32".*7 rules of the program have one \("ingress tcp 9000 from 2001:db8::\/32".*4 more\)\. Leave them out and run pulumi up/,
  );
  expect(await emulator.group.up({ rules: four })).toBe("updated");
  expect(emulator.live?.rules).toHaveLength(14);
});

test("another rule that is refused says nothing of it", async () => {
  await emulator.start();
  emulator.sandbox.faults.add({ path: "group-add-rule", answer: { status: 400 } });
  await expect(emulator.group.up({ rules: [{ protocol: "tcp", ports: 443 }] })).rejects.not.toThrow(/IPv6/);
});
