import { SecurityGroupsError } from "../../errors";

/** Settings are missing or wrong. `problems` has a sentence for each key. */
export class SettingsError extends SecurityGroupsError {
  override readonly name = "SettingsError";

  constructor(readonly problems: ReadonlyMap<string, string>) {
    super([...problems.values()].join(" "));
  }
}
