import type { FaultInput } from "../../../../sandbox/control";
import { type AttachmentStage, https, nodes, releases, ssh, startStage } from "./stage";

beforeEach(() => {
  jest.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** How a call fails. */
const FAULTS: Readonly<Record<string, Pick<FaultInput, "when" | "answer">>> = {
  "is lost before it has an effect": { when: "before", answer: "drop" },
  "is lost after its effect": { when: "after", answer: "drop" },
  "is answered with 502": { when: "before", answer: { status: 502, body: {} } },
};

describe.each(releases)(
  "at a Waldur of %s, running again continues and loses no group of others",
  (release) => {
    // The releases differ in the form of one call, not in how calls fail.
    const some = Object.entries(FAULTS).filter(([name]) => release === "2026" || name.includes("after its"));
    test.each(some)("where a call of a life %s", async (_, fault) => {
      const calls = await lifeWith([], ({ log }) => log.entries({ level: "api", path: "instances" }).length);
      expect(calls).toBeGreaterThan(8);
      await Promise.all(
        range(calls).map((skip) => lifeWith([{ level: "api", path: "instances", skip, ...fault }])),
      );
    });

    test("where a call to OpenStack fails, whether Waldur reports it or not", async () => {
      const calls = await lifeWith(
        [],
        ({ log }) => log.entries({ level: "openstack", path: "servers" }).length,
      );
      expect(calls).toBeGreaterThan(6);
      await Promise.all(
        range(calls).map((skip) =>
          lifeWith([{ level: "openstack", path: "servers", skip, answer: { status: 500 } }]),
        ),
      );
    });

    test("where Waldur's task is lost", async () => {
      await lifeWith([], undefined, "loses a task");
    });

    /** Attaches, changes, refreshes and destroys at an emulator of its own; what fails is run again. */
    async function lifeWith<T>(
      faults: readonly FaultInput[],
      look?: (sandbox: AttachmentStage["sandbox"]) => T,
      trouble?: "loses a task",
    ): Promise<T | undefined> {
      const stage = await startStage({ release });
      const { sandbox } = stage;
      try {
        const [web, other, legacy] = [stage.group("web"), stage.group("other"), stage.group("legacy")];
        await web.up({ rules: [https] });
        await other.up({ rules: [ssh] });
        await legacy.up({ rules: [nodes] });
        const server = sandbox.edits.createInstance({ groups: [other.id] });
        const instance = server.uuid;
        const one = stage.attachment("one");
        sandbox.log.clear();
        faults.forEach((fault) => sandbox.faults.add(fault));
        const until = async (step: () => Promise<unknown>) => {
          for (let tries = 0; ; tries += 1) {
            stage.next();
            try {
              return await step();
            } catch (error) {
              if (tries === 3) throw error;
              await sandbox.idle();
            }
          }
        };
        if (trouble === "loses a task") {
          sandbox.settings.set({ worker: false });
          const attached = one.up({ instance, securityGroups: [web.id], timeouts: { create: "2s" } });
          await expect(attached).rejects.toThrow("timed out after 2 s");
          sandbox.edits.loseTasks();
          sandbox.settings.set({ worker: true });
          sandbox.edits.changeInstance(instance, { state: "ERRED", error_message: "the task was lost" });
        }
        await until(() => one.up({ instance, securityGroups: [web.id, legacy.id] }));
        expect(stage.live(server)).toEqual(["legacy", "other", "web"]);
        await until(() => one.up({ instance, securityGroups: [web.id] }));
        expect(stage.live(server)).toEqual(["other", "web"]);
        await until(() => one.refresh());
        await until(() => one.destroy());
        expect(stage.live(server)).toEqual(["other"]);
        return look?.(sandbox);
      } finally {
        await sandbox.close();
      }
    }
  },
);

const range = (count: number | undefined) => [...Array(count ?? 0).keys()];
