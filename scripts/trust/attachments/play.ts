import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { handlersOf } from "../../../provider/handlers";
import { toDynamicProvider } from "../../../provider/engine/to-dynamic-provider";
import type { FaultInput } from "../../../sandbox/control";
import { startWaldurSandbox, type WaldurSandbox } from "../../../sandbox/waldur";
import { EngineRuns } from "../../../test/provider/engine-runs";
import { ManagedResource } from "../../../test/provider/managed-resource";
import { settingsFor } from "../../../test/provider/waldur/sandbox";
import { type HandEdit, hand, type ServerWrites, serverWrites } from "./hand";

/** Groups of the two stacks and of the hand: each knows only its own. */
const POOLS = [
  ["a0", "a1", "a2"],
  ["b0", "b1"],
  ["h0", "h1", "h2"],
] as const;
const HAND = 2;

const fault: fc.Arbitrary<FaultInput | undefined> = fc.option(
  fc.record({
    path: fc.constant("instances"),
    method: fc.constantFrom("GET", "POST"),
    skip: fc.nat(3),
    when: fc.constantFrom("before" as const, "after" as const),
    answer: fc.constantFrom<FaultInput["answer"]>("drop", { status: 502, body: {} }),
  }),
  { nil: undefined },
);

/** What one stack does, and the hand at the same time. */
export const step = fc.record({
  stack: fc.nat(1),
  kind: fc.constantFrom("up" as const, "up" as const, "refresh" as const, "destroy" as const),
  /** Which groups of its own an up wants, as bits. */
  wanted: fc.integer({ min: 1, max: 7 }),
  fault,
  byHand: fc.array(fc.record({ group: fc.nat(2), attach: fc.boolean(), pause: fc.nat(12) }), {
    maxLength: 3,
  }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export interface Played {
  readonly writes: number;
  readonly byHand: number;
  /** Groups of others that a write of ours has taken off, since theirs fell between our read and our write. */
  readonly lost: number;
  /** How many of these a warning names. */
  readonly warned: number;
}

/**
 * Two stacks attach groups of their own to one server, one after the other, while a hand changes others at the same time.
 *
 * @param said takes what is printed for the user
 * @throws where a write of ours takes off a group of others that it could have seen, or one that it could not without a warning
 *   though the server has the record, where a failure has no message of ours, or
 *   where a stack that runs alone does not get what it wants
 */
export async function playAttachments(
  release: "2024-10" | "2026",
  steps: readonly Step[],
  said: string[],
): Promise<Played> {
  const sandbox = await startWaldurSandbox({ release, delay: 1 });
  try {
    return await new Play(sandbox, release, said).run(steps);
  } finally {
    await sandbox.close();
  }
}

class Play {
  private readonly ids = new Map<string, string>();
  private server = { uuid: "", id: "" };
  private live: readonly string[] = [];
  private readonly stacks: readonly { attachment: ManagedResource; begin: () => void }[];

  constructor(
    private readonly sandbox: WaldurSandbox,
    private readonly release: "2024-10" | "2026",
    /** What is printed for the user. */
    private readonly said: string[],
  ) {
    this.stacks = [0, 1].map((at) => this.stack(`stack-${at}`));
  }

  async run(steps: readonly Step[]): Promise<Played> {
    await this.prepare();
    const played = { writes: 0, byHand: 0, lost: 0, warned: 0 };
    for (const one of steps) {
      const { writes, byHand, lost, warned } = await this.step(one);
      played.writes += writes;
      played.byHand += byHand;
      played.lost += lost;
      played.warned += warned;
    }
    await this.settleAlone();
    return played;
  }

  private stack(name: string) {
    const runs = new EngineRuns();
    const settings: Record<string, string> = settingsFor(this.sandbox, { "waldur:pollInterval": "0.002" });
    const provider = toDynamicProvider(handlersOf(runs).waldurSecurityGroupAttachment);
    const begin = () => {
      runs.next();
      void provider.configure({
        config: { get: (key) => settings[key], require: (key) => settings[key] ?? "" },
      });
    };
    begin();
    return { attachment: new ManagedResource(provider, name), begin };
  }

  private async prepare(): Promise<void> {
    const { edits } = this.sandbox;
    for (const name of POOLS.flat()) edits.createGroup({ name });
    await edits.backgroundPull(this.sandbox.tenantUuid);
    const { apiUrl, token } = this.sandbox;
    const answer = await fetch(`${apiUrl}openstack-security-groups/?page_size=300`, {
      headers: { authorization: `Token ${token}` },
    });
    for (const { name, uuid } of (await answer.json()) as { name: string; uuid: string }[])
      this.ids.set(name, uuid);
    this.live = [this.id("h0")];
    this.server = edits.createInstance({ name: "shop-1", groups: [...this.live] });
  }

  private readonly id = (name: string): string => this.ids.get(name) ?? "";
  private readonly pool = (at: number) => (POOLS[at] ?? []).map(this.id);

  private async step({ stack, kind, wanted, fault: failing, byHand }: Step): Promise<Played> {
    const { attachment, begin } = this.stacks[stack] ?? this.stacks[0] ?? fail("no stack");
    this.sandbox.log.clear();
    this.said.length = 0;
    if (failing !== undefined) this.sandbox.faults.add(failing);
    begin();
    const edits = byHand.map(({ group, ...edit }): HandEdit => ({
      ...edit,
      group: this.pool(HAND)[group] ?? "",
    }));
    const doing = async () => {
      if (kind === "up") await attachment.up(this.argsOf(stack, wanted));
      else if (attachment.state !== undefined)
        await (kind === "refresh" ? attachment.refresh() : attachment.destroy());
    };
    const [outcome] = await Promise.allSettled([
      doing(),
      hand(this.sandbox, this.server.uuid, this.release, edits, sleep),
    ]);
    if (outcome.status === "rejected") requireOurs(outcome.reason);
    this.sandbox.faults.clear();
    await this.sandbox.idle();
    const played = this.judge(serverWrites(this.sandbox, this.server.uuid), new Set(this.pool(stack)));
    return this.withWarnings(played);
  }

  /** @throws where a server that records changes has undone one without a warning */
  private withWarnings(played: Omit<Played, "warned">): Played {
    const warned = this.said.filter((line) => line.includes("is detached again by this change")).length;
    if (this.release === "2026" && warned !== played.lost)
      throw new Error(`${played.lost} groups are lost, and ${warned} warnings name one`);
    return { ...played, warned };
  }

  private argsOf(stack: number, wanted: number) {
    const groups = this.pool(stack).filter((_, bit) => (wanted >> bit) % 2 === 1);
    return { instance: this.server.uuid, securityGroups: groups, guard: "warn" };
  }

  /** Follows the lists that the server has taken. @param own ids of the groups that the stack may take off */
  private judge({ writes }: ServerWrites, own: ReadonlySet<string>): Omit<Played, "warned"> {
    const played = { writes: 0, byHand: 0, lost: 0 };
    for (const { list, isByHand, hasHandBetween } of writes) {
      const gone = this.live.filter((id) => !own.has(id) && !list.includes(id));
      if (isByHand) played.byHand += 1;
      else {
        played.writes += 1;
        if (gone.length > 0 && !hasHandBetween)
          throw new Error(`a write takes off ${gone.join(", ")}, which it could have seen`);
        played.lost += gone.length;
      }
      this.live = list;
    }
    return played;
  }

  /** Each stack alone gets what it wants, and leaves all others when it goes. */
  private async settleAlone(): Promise<void> {
    for (const [at, { attachment, begin }] of this.stacks.entries()) {
      begin();
      if (attachment.state !== undefined) await attachment.refresh();
      begin();
      const { securityGroups, ...args } = this.argsOf(at, 3);
      await attachment.up({ ...args, securityGroups });
      this.requireLive([...this.live.filter((id) => !this.pool(at).includes(id)), ...securityGroups]);
    }
    for (const [at, { attachment, begin }] of this.stacks.entries()) {
      begin();
      await attachment.destroy();
      this.requireLive(this.live.filter((id) => !this.pool(at).includes(id)));
    }
  }

  private requireLive(expected: readonly string[]): void {
    const backendIds = new Map(this.sandbox.edits.groups().map((group) => [group.id, group.name]));
    const ports = this.sandbox.edits.ports().filter((port) => port.device_id === this.server.id);
    const names = ports.flatMap((port) => port.security_groups.map((id) => backendIds.get(id) ?? id));
    const wanted = [...this.ids].flatMap(([name, id]) => (expected.includes(id) ? [name] : []));
    if (names.toSorted().join() !== wanted.toSorted().join())
      throw new Error(
        `the server has ${names.toSorted().join(", ")} instead of ${wanted.toSorted().join(", ")}`,
      );
    this.live = expected;
  }
}

function requireOurs(reason: unknown): void {
  const message = reason instanceof Error ? reason.message : String(reason);
  const isOurs = /^(create|update|refresh|delete) security group attachment "stack-\d": .*[.!?]$/s.test(
    message,
  );
  if (!isOurs) throw new Error(`not a message of ours: ${message}`);
}

function fail(why: string): never {
  throw new TypeError(why);
}
