import { type Service, services } from "../../../provider/net/services";
import { allow as e24cloud } from "../../../provider/e24cloud/presets";
import { allow as waldur } from "../../../provider/waldur/presets";

const all = Object.entries<Service>(services);

test.each(all)(
  "%s: its ports are in range and in order, and its source is named",
  (_name, { listens, source }) => {
    expect(source).not.toBe("");
    expect(listens.length).toBeGreaterThan(0);
    for (const { protocol, ports } of listens) {
      if (protocol === "esp" || protocol === "ah") {
        expect(ports).toBeUndefined();
        continue;
      }
      const [from, to = from] = String(ports).split("-").map(Number);
      expect(from).toBeGreaterThan(0);
      expect(to).toBeLessThan(65536);
      expect(from).toBeLessThanOrEqual(to ?? 0);
    }
  },
);

test("no service listens on the same ports twice", () => {
  for (const [, { listens }] of all) {
    const said = listens.map(({ protocol, ports }) => `${protocol} ${ports}`);
    expect(new Set(said).size).toBe(said.length);
  }
});

test("both clouds have a preset for every service, and the same others", () => {
  expect(Object.keys(waldur).sort()).toEqual([...all.map(([name]) => name), "all", "egress", "ping"].sort());
  expect(Object.keys(e24cloud).sort()).toEqual(Object.keys(waldur).sort());
});
