import { randomUUID } from "node:crypto";
import type { FaultInput } from "../../../sandbox/control";
import { type E24cloudSandbox, startE24cloudSandbox } from "../../../sandbox/e24cloud";
import { type ProfileName, profileNames } from "../../../sandbox/e24cloud/profiles/profiles";
import { ManagedGroup } from "../../../test/provider/e24cloud/managed-group";
import type { Case, Chapter } from "../chapter";
import { heard } from "../sequences/heard";
import { life } from "./life";

type Spoiling = Pick<FaultInput, "when" | "answer">;

/** Ways in which a call can fail, each in two forms that take turns. */
const faults: Readonly<Record<string, readonly [Spoiling, Spoiling]>> = {
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

/** Each way to fail on each kind of server. */
export const spoiled = profileNames.flatMap((profile) =>
  Object.entries(faults).map(([name, [even, odd]]) => ({
    name: `e24cloud (${profile}), ${name}`,
    profile,
    at: (call: number): FaultInput => ({ ...(call % 2 === 0 ? even : odd), skip: call }),
  })),
);

/** How many calls a life takes that nothing disturbs. */
export async function callsOfLife(profile: ProfileName): Promise<number> {
  let calls = 0;
  await inSandbox(profile, async (sandbox) => {
    await life(sandbox, new ManagedGroup(sandbox));
    calls = sandbox.log.count({ level: "api" });
  });
  return calls;
}

/** A life in which one call fails. Rejects where the next up does not converge. */
export async function disturbedLife(profile: ProfileName, fault: FaultInput): Promise<void> {
  await inSandbox(profile, async (sandbox) => {
    sandbox.faults.add(fault);
    try {
      await life(sandbox, new ManagedGroup(sandbox));
    } catch (error) {
      const calls = sandbox.log.entries({ level: "api" });
      const log = calls.map(({ method, path, status }) => `${method} ${path} ${status}`).join("\n");
      throw new Error(`${String(error)}\nThe calls:\n${log}`, { cause: error });
    }
  });
}

async function inSandbox(
  profile: ProfileName,
  run: (sandbox: E24cloudSandbox) => Promise<void>,
): Promise<void> {
  // A port can come up again: another key makes sure that nothing learned of one server is used for another.
  const sandbox = await startE24cloudSandbox({ profile, apiKey: randomUUID() });
  try {
    await heard([], () => run(sandbox));
  } finally {
    await sandbox.close();
  }
}

export const calls: Chapter = {
  title: "each call in the life of a group fails once, in every way, on every e24cloud server, in process",
  async *cases() {
    for (const { name, profile, at } of spoiled) {
      const count = await callsOfLife(profile);
      for (let call = 0; call < count; call += 1) {
        const run = async (): Promise<{ lives: number }> => {
          await disturbedLife(profile, at(call));
          return { lives: 1 };
        };
        yield { name: `${name}, call ${call}`, row: name, run } satisfies Case;
      }
    }
  },
};
