import { PACKAGE } from "../../provider/kit/resource-types";
import { retiredSettingText } from "../../provider/kit/settings";
import { nearest } from "../../provider/text/nearest";
import { clouds, type Cloud } from "../groups/group";
import { fieldsOf, settingNames, type StackConfig } from "../source/settings";
import { type Check, failed, ok, warning } from "./check";

/** Settings of a stack with unknown names, or secrets in plain text. */
export function checkSpelling(stack: StackConfig, some: readonly Cloud[] = clouds): Check[] {
  const given = Object.entries(stack)
    .flatMap(([key, value]) => settingsOf(key, value))
    .filter(({ cloud }) => some.includes(cloud));
  const problems = given.flatMap(({ cloud, name, shown, isSecret }) => {
    const { all, secret } = settingNames[cloud];
    const namespace = shown.split(":")[0] ?? "";
    if (namespace !== PACKAGE && namespace !== cloud) {
      return [failed(`${shown} is not a setting`, `Did you mean ${cloud}:${name}?`)];
    }
    const retired = retiredSettingText(name, shown);
    if (retired !== undefined) return [warning(retired, "Remove it.")];
    if (!all.includes(name)) {
      const near = nearest(name, all);
      const remedy = near === undefined ? `There are ${all.join(", ")}.` : `Did you mean ${near}?`;
      return [failed(`${shown} is not a setting`, remedy)];
    }
    if (!secret.includes(name) || isSecret) return [];
    const remedy = `Run pulumi config set --secret ${shown.includes(".") ? "--path " : ""}${shown}.`;
    return [warning(`${shown} is in plain text in the stack's configuration`, remedy)];
  });
  return problems.length > 0 ? problems : [ok(`${given.length} settings in the stack, all names valid`)];
}

interface Given {
  readonly cloud: Cloud;
  readonly name: string;
  /** What people write. */
  readonly shown: string;
  readonly isSecret: boolean;
}

/** A key of ours, in any letter case; of an object of the plugin, its fields. */
function settingsOf(key: string, { value, objectValue, secret = false }: StackConfig[string]): Given[] {
  const [namespace = "", name = ""] = key.split(":");
  const cloud = cloudCalled(namespace === PACKAGE ? name : namespace);
  if (cloud === undefined) return [];
  if (namespace !== PACKAGE) return [{ cloud, name, shown: key, isSecret: secret }];
  return fieldsOf(objectValue ?? value).map(([field]) => ({
    cloud,
    name: field,
    shown: `${key}.${field}`,
    // Pulumi marks an object as secret if anything in it is.
    isSecret: secret,
  }));
}

const cloudCalled = (name: string): Cloud | undefined => clouds.find((cloud) => cloud === name.toLowerCase());

/** Variables that look like settings and are not. Other tools have such too, so they are only reported if a setting is missing. */
export function strangeVariables(cloud: Cloud, env = process.env): string[] {
  const known = Object.values(settingNames[cloud].environment);
  const prefix = `${cloud.toUpperCase()}_`;
  return Object.keys(env).filter((name) => name.startsWith(prefix) && !known.includes(name));
}
