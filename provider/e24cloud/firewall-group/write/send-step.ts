import { write } from "../../api/session";
import { toWire } from "../../rule/codec";
import type { RuleStep } from "../plan/plan";
import type { GroupWork } from "../wait/wait";
import { type Outcome, awaitOutcome } from "./outcome";
import { stepError } from "./step";

/** Asks the server for a step. @throws {SecurityGroupsError} where it was not sent, or no write will do */
export async function sendStep(work: GroupWork, step: RuleStep): Promise<Outcome> {
  const { id } = work;
  const sent = write(work, (client) => {
    switch (step.kind) {
      case "add":
        return client.addRule(id, toWire(step.rule));
      case "update":
        return client.updateRule(id, step.old.id, toWire(step.rule));
      case "delete":
        return client.deleteRule(id, step.old.id);
    }
  });
  try {
    return await awaitOutcome(sent);
  } catch (error) {
    throw stepError(step, error);
  }
}
