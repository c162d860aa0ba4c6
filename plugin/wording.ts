import { PartialFailure, SecurityGroupsError, messageOf } from "../provider/core/errors";
import { PACKAGE } from "../provider/core/pulumi/resource-types";

/** Settings of this door by the names that they have at the other: `waldur:token`. */
export type SettingNames = ReadonlySet<string>;

/**
 * Puts messages of the handlers into the words of this door: a package has settings of its own namespace only, so what
 * is `waldur:token` for the dynamic resources is `security-groups:waldur.token` here.
 */
export class Wording {
  constructor(private readonly settings: SettingNames) {}

  ofText(text: string): string {
    return text
      .replace(/pulumi config set( --secret)? (\w+:\w+)/g, (command, secret = "", key: string) =>
        this.settings.has(key) ? `pulumi config set --path${String(secret)} ${key}` : command,
      )
      .replace(/\b(\w+):(\w+)\b/g, (key, cloud: string, name: string) =>
        this.settings.has(key) ? `${PACKAGE}:${cloud}.${name}` : key,
      );
  }

  ofError(error: unknown): Error {
    const text = this.ofText(messageOf(error));
    return error instanceof PartialFailure
      ? new PartialFailure(error.id, error.properties, text)
      : new SecurityGroupsError(text);
  }
}
