import { startE24cloudSandbox } from "../../sandbox/e24cloud";
import { startWaldurSandbox } from "../../sandbox/waldur";
import { ManagedResource, type Props } from "../provider/managed-resource";
import { enforced } from "../provider/waldur/sandbox";
import type { Case, Expectation, Step } from "./case";
import type { Declared, Mode } from "./mode";
import { nativeTypes } from "./plugin-mode";

/** What a command has printed, what it has failed with, and what has happened to each resource. */
interface Result {
  readonly lines: readonly string[];
  readonly failures: readonly string[];
  readonly outcome: Readonly<Record<string, string>>;
}

/** Both clouds of a case. */
export async function startCase({ clouds }: Case) {
  const waldur = await startWaldurSandbox({ delay: 0, ...clouds?.waldur });
  const e24 = await startE24cloudSandbox();
  return {
    waldur,
    e24,
    settings: {
      "waldur:apiUrl": waldur.apiUrl,
      "waldur:token": waldur.token,
      "waldur:tenant": waldur.tenantUuid,
      "waldur:pollInterval": "0.005",
      "e24cloud:endpoint": e24.endpoint,
      "e24cloud:apiKey": e24.apiKey,
      "e24cloud:apiSecret": e24.apiSecret,
      "e24cloud:pollInterval": "0.005",
    },
    close: () => Promise.all([waldur.close(), e24.close()]),
  };
}
export type Clouds = Awaited<ReturnType<typeof startCase>>;

/** Plays the steps of a case, as the engine would, and holds what each command says and does against what is expected. */
export class Player {
  private program: readonly Declared[] = [];
  private readonly resources = new Map<string, ManagedResource>();

  /** @param said what is printed for the user */
  constructor(
    private readonly clouds: Clouds,
    private readonly mode: Mode,
    private readonly said: string[],
  ) {}

  async play(steps: readonly Step[]): Promise<void> {
    for (const [position, step] of steps.entries()) {
      const result = await this.step(step);
      if (result === undefined || !("expect" in step) || step.expect === undefined) continue;
      expect(this.seen(`step ${position}`, step.expect, result)).toEqual(
        expected(`step ${position}`, step.expect, this.mode),
      );
    }
  }

  private async step(step: Step): Promise<Result | undefined> {
    const { waldur, e24 } = this.clouds;
    if ("preview" in step)
      return this.command((one) => this.preview(one, step.preview.refresh === true), true);
    if ("up" in step) return this.command((one) => this.up(one), false);
    if ("program" in step)
      this.program = Object.entries(step.program).map(([name, one]) => ({ name, ...one }));
    else if ("waldurRule" in step)
      waldur.edits.addRule(this.neutronId(step.waldurRule.group), step.waldurRule.rule);
    else if ("e24Rule" in step)
      e24.secondWriter.change(this.idOf(step.e24Rule.group), "group-add-rule", step.e24Rule.rule);
    else if ("fault" in step) {
      const { cloud, path, status } = step.fault;
      const { faults } = cloud === "waldur" ? waldur : e24;
      faults.add({ path, times: 1, answer: { status } });
    } else if ("osGroup" in step) waldur.edits.createGroup(step.osGroup);
    else if ("pull" in step) await waldur.edits.backgroundPull(waldur.tenantUuid);
    else waldur.edits.changeTenant(waldur.tenantUuid, { quotas: { security_group_rule_count: step.quota } });
    return undefined;
  }

  /** Goes through the program once, as one command of Pulumi. */
  private async command(
    run: (one: { resource: ManagedResource; args: Props }) => Promise<string>,
    preview: boolean,
  ): Promise<Result> {
    this.said.length = 0;
    await this.mode.begin();
    const failures: string[] = [];
    const outcome: Record<string, string> = {};
    for (const one of this.program) {
      const resource = this.resourceOf(one);
      const args = await this.mode.registered(one, this.ids(), preview);
      try {
        outcome[one.name] = await run({ resource, args });
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
    return { lines: [...this.said], failures, outcome };
  }

  private async preview(
    { resource, args }: { resource: ManagedResource; args: Props },
    refresh: boolean,
  ): Promise<string> {
    const { state, failed } = resource;
    try {
      if (refresh && state !== undefined) await resource.refresh();
      const inputs = await resource.check(args);
      const known = resource.state;
      if (known === undefined) return "created";
      const olds = { ...known.outputs, __provider: inputs["__provider"] };
      const { changes, replaces = [] } = await resource.crud.diff(known.id, olds, inputs);
      return replaces.length > 0 ? "replaced" : changes === true ? "updated" : "unchanged";
    } finally {
      Object.assign(resource, { state, failed });
    }
  }

  private async up({ resource, args }: { resource: ManagedResource; args: Props }): Promise<string> {
    return resource.up(args);
  }

  private resourceOf({ name, type }: Declared): ManagedResource {
    const known = this.resources.get(name);
    if (known !== undefined) return known;
    const made = new ManagedResource(this.mode.providers[type], name, nativeTypes[type]);
    this.resources.set(name, made);
    return made;
  }

  private ids(): Map<string, string> {
    return new Map([...this.resources].flatMap(([name, { state }]) => (state ? [[name, state.id]] : [])));
  }

  private idOf(name: string): string {
    return this.resources.get(name)?.id ?? "";
  }

  private neutronId(name: string): string {
    const groups = this.clouds.waldur.edits.groups(this.clouds.waldur.tenantUuid);
    return groups.find((group) => group.name === name)?.id ?? "";
  }

  /** The part of the result of a command that is expected in some words. */
  private seen(title: string, { live, outcome, ...texts }: Expectation, result: Result) {
    const printed = result.lines.join("\n");
    const failed = result.failures.join("\n");
    const parts = (all: readonly string[], text: string) => all.filter((part) => text.includes(part));
    const says = [...texts.says, ...(texts[this.mode.kind]?.says ?? [])];
    return {
      title,
      says: says.map((part) => (printed.includes(part) ? part : printed)),
      saysNot: parts(texts.saysNot, printed),
      fails:
        texts.fails.length === 0
          ? failed
          : texts.fails.map((part) => (failed.includes(part) ? part : failed)),
      outcome: Object.fromEntries(Object.keys(outcome).map((name) => [name, result.outcome[name]])),
      live: Object.fromEntries(Object.keys(live).map((name) => [name, this.liveRules(name)])),
    };
  }

  private liveRules(name: string): string[] {
    const declared = this.program.find((one) => one.name === name);
    if (declared?.type === "waldur") {
      const id = this.neutronId(name);
      return id === "" ? [] : enforced(this.clouds.waldur, id);
    }
    const group = this.clouds.e24.secondWriter.groups().find((one) => one.id === this.idOf(name));
    return (group?.rules ?? [])
      .map(({ direction, protocol, min_port: min, max_port: max, src_address: from, dst_address: to }) =>
        [
          direction,
          protocol ?? "any",
          `${min ?? "*"}-${max ?? "*"}`,
          (direction === "IN" ? from : to) ?? "any",
        ].join(" "),
      )
      .sort();
  }
}

const expected = (title: string, { says, live, outcome, fails, ...modes }: Expectation, { kind }: Mode) => ({
  title,
  says: [...says, ...(modes[kind]?.says ?? [])],
  saysNot: [],
  fails: fails.length === 0 ? "" : fails,
  outcome,
  live: Object.fromEntries(Object.entries(live).map(([name, rules]) => [name, [...rules].sort()])),
});
