import { inRun, ManagedResource } from "../../../managed-resource";
import { useEmulator } from "../../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };
const kept = { rules: [https], active: true, defaultRules: "keep" };
const KEYS = ["egress any to anywhere", "ingress tcp 22 from anywhere", "ingress udp 67-68 from anywhere"];

describe("default rules", () => {
  const moments = ["onCreate", "onFirstEnable", "none"] as const;

  test.each(moments)(
    "that come %s are kept with defaultRules: keep and show no drift",
    async (defaultRules) => {
      await emulator.start({ defaultRules });
      await emulator.group.up(kept);
      await emulator.group.refresh();
      expect(emulator.keys).toEqual(["ingress tcp 443 from anywhere"]);
      expect(await emulator.group.up(kept)).toBe("unchanged");
      expect(emulator.live?.rules).toHaveLength(defaultRules === "none" ? 1 : 4);
      expect(Object.keys(emulator.group.outputs["unmanagedRules"] ?? {})).toEqual(
        defaultRules === "none" ? [] : KEYS,
      );
    },
  );

  test.each(moments)(
    "that come %s are removed otherwise, and the preview says which",
    async (defaultRules) => {
      await emulator.start({ defaultRules });
      const args = { rules: [https], active: true };
      await emulator.group.up(args);
      expect(emulator.said).toContain(
        `web: e24cloud's default rules are removed: ${KEYS.join(", ")}; no other rule allows them`,
      );
      expect(emulator.group.state?.inputs).toMatchObject({ defaultRules: "remove" });
      expect(emulator.live?.rules).toHaveLength(1);
      expect(emulator.group.outputs["unmanagedRules"]).toEqual({});
      await emulator.group.refresh();
      emulator.said = [];
      expect(await emulator.group.up(args)).toBe("unchanged");
      expect(emulator.said).toEqual([]);
    },
  );

  test.each(["none", "onFirstEnable"] as const)(
    "that are kept are not said to open anything before they are seen, where they come %s",
    async (when) => {
      await emulator.start({ defaultRules: when });
      await emulator.group.up(kept);
      expect(emulator.said).toEqual([
        "web: opens tcp 443 from anywhere",
        `web: e24cloud's default rules may come, and stay: ${KEYS.join(", ")}`,
        expect.stringContaining("unless a default rule of e24cloud's does that has not been seen"),
        expect.stringContaining("unless a default rule of e24cloud's does that has not been seen"),
      ]);
    },
  );

  test("one that is taken out as the firewall is switched on is closed, and said to be", async () => {
    await emulator.start({ defaultRules: "onFirstEnable" });
    const args = { defaultRules: "keep", guard: "warn" };
    await emulator.group.up({ ...args, rules: [https, { protocol: "tcp", ports: 22 }] });
    emulator.said = [];
    await emulator.group.up({ ...args, rules: [https], active: true });
    expect(emulator.said.join("\n")).toContain("closes tcp 22 from anywhere");
    expect(Object.keys(emulator.group.outputs["unmanagedRules"] ?? {})).toEqual([KEYS[0], KEYS[2]]);
  });

  test("that the program has too are there once", async () => {
    await emulator.start({ defaultRules: "onFirstEnable" });
    const own = [{ protocol: "udp", ports: "67-68" }, { direction: "OUT" }];
    await emulator.group.up({ rules: [https, ...own], active: true, defaultRules: "keep" });
    expect(emulator.live?.rules).toHaveLength(4);
    emulator.sandbox.log.clear();
    const rules = [{ ...https, srcAddress: "192.0.2.0/24" }, ...own];
    await emulator.group.up({ rules, active: true, defaultRules: "keep" });
    expect(emulator.writes).toEqual(["group-update-rule"]);
  });

  test("one that the program had and has no more is removed all the same", async () => {
    await emulator.start({ defaultRules: "none" });
    const openSsh = { protocol: "tcp", ports: 22 };
    await emulator.group.up({ rules: [https, openSsh], defaultRules: "keep" });
    await emulator.group.up({ rules: [https], defaultRules: "keep" });
    expect(emulator.live?.rules).toHaveLength(1);
  });
});

describe("a group of a version that kept the default rules without stating it", () => {
  const COUNTS = "defaultRules is not set and was";

  /** As an older version left it: state has neither the field nor the other rules. */
  const older = async () => {
    await emulator.start({ defaultRules: "onCreate" });
    await emulator.group.up(kept);
    const { id, inputs, outputs } = emulator.group.state ?? { id: "", inputs: {}, outputs: {} };
    const without = (props: typeof inputs) =>
      Object.fromEntries(
        Object.entries(props).filter(([name]) => !["defaultRules", "unmanagedRules"].includes(name)),
      );
    emulator.group.state = { id, inputs: without(inputs), outputs: without(outputs) };
    emulator.sandbox.log.clear();
    emulator.said = [];
  };

  test("keeps them, shows no change, and each change reports it", async () => {
    await older();
    expect(await emulator.group.up({ rules: [https], active: true })).toBe("unchanged");
    expect(await emulator.group.refresh()).toBe(false);
    expect(emulator.said).toEqual([]);
    expect(await emulator.group.up({ rules: [https], active: true, virtualMachines: [] })).toBe("updated");
    expect(emulator.live?.rules).toHaveLength(4);
    expect(emulator.said.filter((line) => line.includes(COUNTS))).toHaveLength(1);
    expect(emulator.group.state?.inputs).not.toHaveProperty("defaultRules");
    await emulator.group.up({ rules: [], active: true, virtualMachines: [] });
    expect(emulator.live?.rules).toHaveLength(3);
  });

  test("loses them once the program wants that, and then when it says nothing again", async () => {
    await older();
    expect(await emulator.group.up({ rules: [https], active: true, defaultRules: "remove" })).toBe("updated");
    expect(emulator.live?.rules).toHaveLength(1);
    expect(await emulator.group.up({ rules: [https], active: true })).toBe("unchanged");
    expect(emulator.said.join()).not.toContain(COUNTS);
  });

  describe("that no longer has any of them", () => {
    const previewed = async () => {
      emulator.said = [];
      const args = { rules: [], active: true, defaultRules: "remove" };
      await inRun(emulator.group.crud, () => emulator.group.preview(args));
      return emulator.said.join("\n");
    };
    beforeEach(async () => {
      await older();
      for (const { id, min_port } of emulator.live?.rules ?? []) {
        if (min_port === 443) continue;
        emulator.sandbox.secondWriter.change(emulator.group.id, "group-delete-rule", { rule_id: id });
      }
      expect(emulator.live?.rules).toHaveLength(1);
    });

    test("is read, so that nothing absent is reported as closed", async () => {
      expect(await previewed()).toContain("web: opens nothing; closes tcp 443 from anywhere; gap-free");
    });

    test("may lose them, by the preview, where it cannot be read", async () => {
      emulator.sandbox.faults.add({ answer: { status: 503 }, times: "forever" });
      expect(await previewed()).toContain("web: opens nothing; closes tcp 443 from anywhere; may close ");
      expect(emulator.said.join()).toContain("as its state does not say which rules it has besides");
    });
  });

  test("loses them with its replacement, which is a new group", async () => {
    await older();
    expect(await emulator.group.up({ name: "web2", rules: [https], active: true })).toBe("replaced");
    expect(emulator.live?.rules).toHaveLength(1);
    expect(emulator.said.join("\n")).toContain("web2: e24cloud's default rules are removed");
  });
});

test("a group whose program takes keep out gets the default", async () => {
  await emulator.start({ defaultRules: "onCreate" });
  await emulator.group.up(kept);
  expect(await emulator.group.up({ rules: [https], active: true })).toBe("updated");
  expect(emulator.live?.rules).toHaveLength(1);
});

test("an adopted group keeps none that the program does not have, unless it asks for them", async () => {
  await emulator.start({ defaultRules: "onCreate" });
  emulator.sandbox.secondWriter.create("web");
  emulator.sandbox.secondWriter.create("other");
  await emulator.group.up({ adopt: true, rules: [https] });
  expect(emulator.live?.rules).toHaveLength(1);
  expect(emulator.said[0]).toContain("closes tcp 22 from anywhere");
  const other = new ManagedResource(emulator.group.crud, "other");
  await other.up({ adopt: true, rules: [https], defaultRules: "keep" });
  expect(emulator.sandbox.secondWriter.groups()[1]?.rules).toHaveLength(4);
});

test("where rules are not managed, all of them are outputs, and none is removed", async () => {
  await emulator.start();
  await emulator.group.up({ active: true });
  expect(Object.keys(emulator.group.outputs["unmanagedRules"] ?? {})).toEqual(KEYS);
  expect(emulator.group.outputs["rules"]).toBeUndefined();
  expect(await emulator.group.refresh()).toBe(false);
  expect(await emulator.group.up({ active: true })).toBe("unchanged");
  expect(emulator.said.join()).not.toContain("default rules are removed");
});

test("rules that were secret do not come into state in plain text when the program gives them up, nor later", async () => {
  await emulator.start({ defaultRules: "none" });
  const secret = { protocol: "tcp", ports: 9100, srcAddress: "198.51.100.7/32" };
  await emulator.group.up({ rules: [https, secret], secretInputs: ["rules.peers"] });
  await emulator.group.up({});
  expect(emulator.live?.rules).toHaveLength(2);
  await emulator.group.refresh();
  await emulator.group.up({ virtualMachines: [], exclusiveMembers: true });
  const { formerSecrets, ...open } = emulator.group.outputs;
  expect(JSON.stringify(open)).not.toContain("198.51.100.7");
  expect(JSON.stringify(formerSecrets)).toContain("198.51.100.7");
  expect(await emulator.group.up({ virtualMachines: [], exclusiveMembers: true })).toBe("unchanged");
  await emulator.group.up({ rules: [https] });
  expect(emulator.live?.rules).toHaveLength(1);
});
