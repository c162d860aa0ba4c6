import { until } from "../../../../scripts/runner/until";
import { useEmulator } from "../emulator";

const emulator = useEmulator();
const https = { protocol: "tcp", ports: 443 };

test.each(["created", "all"] as const)(
  "of two groups of one name that come at once, the one that somebody has filled is not taken (the answer has: %s)",
  async (createAnswer) => {
    await emulator.start({ createAnswer });
    const { delays, log, secondWriter } = emulator.sandbox;
    delays.add({ method: "PUT", path: "/v2/groups$", ms: 500 });
    const up = emulator.group.up({ rules: [https] });
    // The list before the create has been read: what is added now looks new.
    await until(() => log.count({ method: "GET", path: "/v2/groups$" }) > 1);
    const theirs = secondWriter.create("web");
    const ssh = { direction: "IN", protocol: "TCP", min_port: 22, max_port: 22 };
    secondWriter.change(theirs.id, "group-add-rule", ssh);
    await up;
    expect(emulator.group.id).not.toBe(theirs.id);
    const ports = secondWriter.groups().map(({ rules }) => rules.map((rule) => rule.min_port).join());
    expect(ports.toSorted()).toEqual(["22", "443"]);
  },
);
