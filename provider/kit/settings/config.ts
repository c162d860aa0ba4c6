import { SecurityGroupsError } from "../../errors";

/** Where configured values come from: the engine's `req.config`, or `pulumi.Config` in a program. */
export interface ConfigReader {
  get(key: string): string | undefined;
}

/** Settings are missing or wrong. `problems` has a sentence for each key. */
export class SettingsError extends SecurityGroupsError {
  override readonly name = "SettingsError";

  constructor(readonly problems: ReadonlyMap<string, string>) {
    super([...problems.values()].join(" "));
  }
}
