import type { OperationResult } from "../../../scripts/runner/stack";
import { until } from "../../../scripts/runner/until";
import { type Clouds, startClouds } from "../harness/clouds";
import { signalEngine } from "../harness/engine-process";
import { handMade, handMadeRules, idIn } from "../harness/hand-made";
import { steps, succeeded, useEngine } from "../harness/stacks";
import { useYaml } from "../harness/yaml";
import { providerModes, dynamicMode, type Resources, stackInMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds({ e24cloud: { defaultRules: "none" } });
});
afterEach(() => clouds.close());

const rules = [{ protocol: "tcp", ports: 443 }];
const shown = ({ stdout, stderr }: OperationResult) => `${stdout}\n${stderr}`;

/** A program that adopts a group of each cloud and owns the rules of another, under names that end in a number. */
const program = (n: number, owned: string, more: Resources = {}): Resources => ({
  [`group${n}`]: { type: "waldur:SecurityGroup", args: { name: "adopted", adopt: true, rules } },
  [`rules${n}`]: { type: "waldur:SecurityGroupRules", args: { securityGroup: owned, rules } },
  [`edge${n}`]: { type: "e24cloud:FirewallGroup", args: { name: "edge", adopt: true, rules } },
  ...more,
});

/** Comes last, since it names all others. In an unknown tenant its create fails. */
const neighbour = (n: number, args: Resources[string]["args"]): Resources => ({
  neighbour: {
    type: "waldur:SecurityGroup",
    args: {
      name: { from: `edge${n}.name` },
      description: { from: `rules${n}.securityGroup` },
      rules: [{ protocol: "tcp", ports: 80, remoteGroup: { from: `group${n}` } }],
      ...args,
    },
  },
});
const failing = (n: number) => neighbour(n, { tenant: "0".repeat(32) });

/** What a server has of the three groups: the ports of their rules. */
function live(adopted: string, owned: string): unknown[] {
  const { waldur, e24cloud } = clouds;
  return [
    ...[adopted, owned].map((id) => waldur.edits.group(id).rules.map((rule) => rule.port_range_min)),
    ...e24cloud.secondWriter.groups().map((group) => group.rules.map((rule) => rule.min_port)),
  ];
}

test.each(providerModes)(
  "$name: a delete that an earlier up has left pending touches nothing that is owned",
  async (mode) => {
    const made = ["adopted", "owned"].map(async (name) =>
      idIn(await handMade(clouds, name, [handMadeRules.https])),
    );
    const [adopted = "", owned = ""] = await Promise.all(made);
    clouds.e24cloud.secondWriter.create("edge");
    const { stack, write } = await stackInMode(mode, engine, clouds, program(1, owned));
    const first = succeeded(await stack.up());
    const urns = (n: number) =>
      ["group", "rules", "edge"].map((kind) => {
        const urn = steps(first).find((step) => step.urn.endsWith(`::${kind}1`))?.urn ?? "none";
        return urn.replace(/1$/, String(n));
      });

    /** The next plain up deletes what was left, in state only. */
    const finished = async (n: number, deletes: number) => {
      write(program(n, owned));
      clouds.forget();
      const up = succeeded(await stack.up());
      expect(clouds.writes()).toEqual([]);
      expect(live(adopted, owned)).toEqual([[443], [443], [443]]);
      const said = shown(up).match(/(group stays|rules stay): \w+ "\w+\d" has (it|them) in this run/g);
      expect([...new Set(said)]).toHaveLength(deletes);
      succeeded(await stack.preview({ expectNoChanges: true }));
    };

    // Renamed without aliases, next to a resource that cannot be made.
    write(program(2, owned, failing(2)));
    expect((await stack.up()).ok).toBe(false);
    await finished(2, 3);

    // Only the new names, by --target.
    write(program(3, owned));
    succeeded(await stack.up({ target: urns(3) }));
    await finished(3, 3);

    // Killed when all but the deletes is done.
    clouds.waldur.faults.add({ method: "POST", path: "create_security_group", answer: "hang" });
    write(program(4, owned, neighbour(4, {})));
    const killed = stack.up();
    await until(
      () => clouds.waldur.log.count({ level: "api", method: "POST", path: "create_security_group" }) > 0,
    );
    await until(() => !signalEngine("SIGKILL"));
    expect((await killed).ok).toBe(false);
    clouds.waldur.faults.clear();
    await stack.command("cancel", "--yes");
    await finished(4, 3);

    // A forced replacement that ends before its delete. The classes delete groups of Waldur first.
    const replaced = mode === dynamicMode ? urns(4).slice(2) : urns(4);
    write(program(4, owned, failing(4)));
    expect((await stack.up({ replace: replaced })).ok).toBe(false);
    // Rules that their own replacement has are not worth a line.
    await finished(4, replaced.filter((urn) => !urn.includes("::rules")).length);

    succeeded(await stack.destroy());
    expect(clouds.waldur.edits.groups(clouds.waldur.tenantUuid).map(({ name }) => name)).toEqual([
      "default",
      "owned",
    ]);
    expect(clouds.e24cloud.secondWriter.groups()).toEqual([]);
  },
);
