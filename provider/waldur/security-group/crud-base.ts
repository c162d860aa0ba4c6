import type { dynamic } from "@pulumi/pulumi";
import { messageOf, PartialFailure } from "../../core/errors";
import { type ConfigReader, SettingsError } from "../../core/pulumi/settings";
import type { Checked } from "./check-fields";
import { failureMessage, type Operation } from "../api/failures";
import { type WaldurSession, waldurSession, whereThere } from "../api/session";
import { readWaldurSettings, type WaldurSettings } from "../api/settings";
import type { WireGroup } from "../api/schema";

export type StateProps = Record<string, unknown>;

/** What the resources of this cloud have in common as CRUD objects. */
export abstract class WaldurCrud {
  private config: ConfigReader = { get: () => undefined };

  /** @param kind what messages call the resource */
  protected constructor(private readonly kind: string) {}

  /** Keeps the configuration; what is wrong with it is said where it is used. */
  async configure({ config }: { config: ConfigReader }): Promise<void> {
    this.config = config;
  }

  protected session(): WaldurSession {
    return waldurSession(readWaldurSettings(this.config));
  }

  /** Checks without a request; settings that are missing count as wrong inputs. */
  protected checked(
    news: StateProps,
    check: (settings: WaldurSettings) => Checked,
  ): dynamic.CheckResult<StateProps> {
    const failures = (problems: readonly string[]) =>
      problems.map((problem) => ({ property: "", reason: problem.replace(/\.?$/, ".") }));
    try {
      const { inputs, problems, notes = [] } = check(readWaldurSettings(this.config));
      notes.forEach((note) => console.log(note));
      return { inputs, failures: failures(problems) };
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return { inputs: news, failures: failures([messageOf(error)]) };
    }
  }

  /** Makes whatever is thrown a sentence for the user. */
  protected async explained<T>(operation: Operation, name: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw new Error(failureMessage(operation, this.kind, name, error), { cause: error });
    }
  }

  /**
   * The same for what happens once the server has the group: its id and what is known of it go into state, so that
   * the next `pulumi up` mends it.
   */
  protected async kept<T>(
    operation: Operation,
    name: string,
    { group, state }: { group: WireGroup; state: (seen: WireGroup) => StateProps },
    run: () => Promise<T>,
  ): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const seen = await whereThere(this.session().client.getGroup(group.uuid)).catch(() => undefined);
      const message = failureMessage(operation, this.kind, name, error);
      throw new PartialFailure(group.uuid, state(seen ?? group), message, { cause: error });
    }
  }
}
