import { randomUUID } from "node:crypto";
import { type E24cloudSandbox, startE24cloudSandbox } from "../../../../../sandbox/e24cloud";
import type { FaultInput } from "../../../../../sandbox/control";
import { type ProfileName, profileNames } from "../../../../../sandbox/e24cloud/profiles/profiles";
import { ManagedGroup } from "../../managed-group";

type Spoiling = Pick<FaultInput, "when" | "answer">;

/** Ways in which a call can fail, each in two looks that take turns. */
const faults: Record<string, [Spoiling, Spoiling]> = {
  refused: [
    { when: "before", answer: { status: 200, body: { success: false } } },
    { when: "before", answer: { status: 404, body: "Not Found" } },
  ],
  "lost before": [
    { when: "before", answer: "drop" },
    { when: "before", answer: "html" },
  ],
  "lost after": [
    { when: "after", answer: "drop" },
    { when: "after", answer: "html" },
  ],
  garbage: [
    { when: "after", answer: "truncated" },
    { when: "after", answer: { status: 200, body: { groups: "none" } } },
  ],
};

const rules = [
  { protocol: "tcp", ports: 443 },
  { protocol: "tcp", ports: 22, srcAddress: "203.0.113.0/24" },
  { direction: "out" },
];
const changedRules = [
  { protocol: "tcp", ports: 443 },
  { protocol: "tcp", ports: "22-23" },
  { protocol: "udp", ports: 53 },
];

/** A group made, changed and deleted; each step is repeated until it works, as people do with `pulumi up`. */
async function life(sandbox: E24cloudSandbox, group: ManagedGroup): Promise<void> {
  const {
    virtualMachines: [vm = "", other = ""],
    users: [user = ""],
    resources: [resource = ""],
  } = sandbox;
  const first = { rules, virtualMachines: [vm], users: [user], active: true, defaultRules: "remove" };
  await untilDone(() => group.up(first));
  expect(real(sandbox, group)).toMatchObject({
    active: true,
    virtualMachines: [vm],
    users: [user],
    resources: [],
  });
  expect(ports(sandbox, group)).toEqual(["IN TCP 22 203.0.113.0/24", "IN TCP 443 any", "OUT any  any"]);

  const second = {
    ...first,
    rules: changedRules,
    virtualMachines: [other],
    resources: [resource],
    active: false,
  };
  await untilDone(() => group.up(second));
  expect(real(sandbox, group)).toMatchObject({
    active: false,
    virtualMachines: [other],
    users: [user],
    resources: [resource],
  });
  expect(ports(sandbox, group)).toEqual(["IN TCP 22-23 any", "IN TCP 443 any", "IN UDP 53 any"]);
  await untilDone(() => group.refresh());
  expect(await group.up(second)).toBe("unchanged");
  expect(sandbox.secondWriter.groups()).toHaveLength(1);

  await untilDone(() => group.destroy());
  expect(sandbox.secondWriter.groups()).toEqual([]);
}

/** One fault stands for one failing run; a second failure in a row is one too many. */
async function untilDone(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch {
    await run();
  }
}

const real = (sandbox: E24cloudSandbox, group: ManagedGroup) =>
  sandbox.secondWriter.groups().find(({ id }) => id === group.id);

const ports = (sandbox: E24cloudSandbox, group: ManagedGroup) =>
  (real(sandbox, group)?.rules ?? [])
    .map(({ direction, protocol, min_port: min, max_port: max, src_address: from }) => {
      const range = min === null ? "" : min === max ? `${min}` : `${min}-${max}`;
      return `${direction} ${protocol ?? "any"} ${range} ${from ?? "any"}`;
    })
    .toSorted();

async function withSandbox(
  profile: ProfileName,
  run: (sandbox: E24cloudSandbox) => Promise<void>,
): Promise<void> {
  // A port can come up again: another key makes sure that nothing learned of one server is used for another.
  const sandbox = await startE24cloudSandbox({ profile, apiKey: randomUUID() });
  try {
    await run(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function callsOfALife(profile: ProfileName): Promise<number> {
  let calls = 0;
  await withSandbox(profile, async (sandbox) => {
    await life(sandbox, new ManagedGroup(sandbox));
    calls = sandbox.log.count({ level: "api" });
  });
  return calls;
}

beforeEach(() => jest.spyOn(console, "log").mockImplementation());
afterEach(() => jest.restoreAllMocks());

const tried: string[] = [];
afterAll(() => process.stdout.write(`faults tried: ${tried.length} (${profileNames.join(", ")})\n`));

/** Lives that go on at a time. */
const SIDE_BY_SIDE = 6;

describe.each(profileNames)("on the server %s", (profile) => {
  test.each(Object.entries(faults))(
    "whichever call is %s, the next up converges",
    async (name, [even, odd]) => {
      const calls = await callsOfALife(profile);
      expect(calls).toBeGreaterThan(20);
      const points = Array.from({ length: calls }, (_, skip) => skip).values();
      const tryPoints = async () => {
        for (const skip of points) {
          await tryPoint(profile, { ...(skip % 2 === 0 ? even : odd), skip }, `call ${skip} ${name}`);
        }
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, tryPoints));
    },
  );
});

async function tryPoint(profile: ProfileName, fault: FaultInput, point: string): Promise<void> {
  await withSandbox(profile, async (sandbox) => {
    sandbox.faults.add(fault);
    try {
      await life(sandbox, new ManagedGroup(sandbox));
    } catch (error) {
      const calls = sandbox.log.entries({ level: "api" });
      const log = calls.map(({ method, path, status }) => `${method} ${path} ${status}`).join("\n");
      throw new Error(`${profile}, ${point}:\n${log}`, { cause: error });
    }
  });
  tried.push(point);
}
