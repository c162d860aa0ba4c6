import { PartialFailure, SecurityGroupsError, messageOf } from "../provider/errors";
import { inWordsOf, type Place, pluginsStack } from "../provider/kit/settings";

/** Settings of native mode by their names in dynamic mode: `waldur:token`. */
export type SettingNames = ReadonlySet<string>;

/**
 * Adapts messages of the handlers to native mode: a package has settings in its own namespace only, so what
 * is `waldur:token` for the dynamic resources is `security-groups:waldur.token` here, and an argument of a Provider.
 */
export class Wording {
  /** Where the settings of this process are given. */
  place: Place = pluginsStack;

  constructor(private readonly settings: SettingNames) {}

  ofText(text: string): string {
    return inWordsOf(this.place, text, this.settings);
  }

  ofError(error: unknown): Error {
    const text = this.ofText(messageOf(error));
    return error instanceof PartialFailure
      ? new PartialFailure(error.id, error.properties, text)
      : new SecurityGroupsError(text);
  }
}
