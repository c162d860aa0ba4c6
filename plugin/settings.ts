import type { Input } from "@pulumi/pulumi";
import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type DiffRequest,
  DiffResponse,
  PropertyDiff,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Props } from "../provider/kit/handlers";
import { handlerOf } from "../provider/kit/resource-types";
import { copiedSettings } from "../provider/kit/secrets";
import { isUnknown } from "../provider/rules/rule-map";
import type { ProviderArgs } from "../provider/provider";
import { sentence } from "../provider/text/failure-text";
import { didYouMean } from "../provider/text/nearest";
import { objectIn } from "../provider/text/printable";
import { changesBetween } from "./resource/detailed-diff";
import { type Place, placeOf } from "../provider/kit/settings";
import type { SettingNames } from "./wording";
import { fromStruct, toStruct } from "./wire/properties";
import { isSealed, opened, openedProps, sealed } from "./wire/seal";

/** All that the package can be set to. */
export interface PackageSettings extends ProviderArgs {
  /** Keep secret all rules and members that an import reads: which of them a program keeps secret it cannot know. @default false */
  secretImports?: Input<boolean>;
}

/** The settings of both clouds, each an object of the package's own configuration. */
const CLOUDS = ["waldur", "e24cloud"] as const;

const SECRET_IMPORTS = "secretImports";

/** What is kept secret, whatever the program says. */
const SECRET: readonly string[] = ["token", "apiSecret"];

/** The settings by the names that the handlers know: `waldur:token`. */
export function settingsIn(args: Props): Readonly<Record<string, string>> {
  const named = CLOUDS.flatMap((cloud) =>
    Object.entries(settingsObject(args[cloud]) ?? {})
      .filter(([, value]) => value !== null && !isUnknown(opened(value)))
      .map(([name, value]) => [`${cloud}:${name}`, String(value)]),
  );
  return Object.fromEntries(named) as Record<string, string>;
}

/**
 * Whether what an import reads must be kept secret, also if that is not known yet; the engine passes a string
 * where it comes from the configuration.
 */
export function hasSecretImports(args: Props): boolean {
  const given = opened(args[SECRET_IMPORTS]);
  return isUnknown(given) || String(given) === "true";
}

/** An object, which the engine writes as JSON where it comes from the configuration. */
const settingsObject = (value: unknown) => objectIn(opened(value));

/**
 * Secret settings that a check adds to the inputs of a type if the program leaves them out, as secret inputs. A string
 * of the configuration that is secret as a whole does not say which of its settings are: then none but the token counts.
 */
export function secretSettings(args: Props, type: string): Props {
  const handler = handlerOf(type);
  const copied = Object.entries(handler === undefined ? {} : copiedSettings[handler]);
  const values = copied.map(([input, key]): [string, unknown] => {
    const [cloud = "", name = ""] = key.split(":");
    return [input, secretField(args[cloud], name)];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** A field of an object of settings, where it is secret. */
function secretField(given: unknown, name: string): unknown {
  const text = isSealed(given) ? given.value : given;
  const isText = typeof text === "string";
  const value = objectIn(text)?.[name];
  const isSecret = isSealed(value) || (isSealed(given) && !isText);
  return isSecret && opened(value) !== undefined ? sealed(value) : undefined;
}

/** Refuses unknown settings, and seals secret ones. The check of each resource reports missing settings. */
export function checkConfig(request: CheckRequest, settings: SettingNames): CheckResponse {
  const came = fromStruct(request.getNews());
  const place = placeOf(request.getUrn());
  const failures = CLOUDS.flatMap((cloud) => problemsOf(cloud, came[cloud], settings, place));
  const secretImports = opened(came[SECRET_IMPORTS]);
  if (!isUnknown(secretImports) && !["true", "false", "undefined"].includes(String(secretImports)))
    failures.push(`${place.nameOf(SECRET_IMPORTS)} must be true or false.`);
  const inputs = Object.entries(came).map(([name, value]): [string, unknown] => [name, sealing(value)]);
  return new CheckResponse()
    .setInputs(toStruct(Object.fromEntries(inputs)))
    .setFailuresList(failures.map((reason) => new CheckFailure().setReason(reason)));
}

function problemsOf(cloud: string, value: unknown, settings: SettingNames, place: Place): string[] {
  // A preview may not know it yet, or nothing in it.
  if (value === undefined || isUnknown(opened(value))) return [];
  const known = [...settings].flatMap((key) =>
    key.startsWith(`${cloud}:`) ? [key.split(":")[1] ?? ""] : [],
  );
  const given = settingsObject(value);
  if (given === undefined) {
    return [
      `${place.nameOf(cloud)} must be an object of settings: ${place.remedyFor(`${cloud}.${known[0]}`)}.`,
    ];
  }
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const hint = didYouMean(name, known, `there are ${known.join(", ")}`);
      return `${place.nameOf(`${cloud}.${name}`)} is not a setting: ${sentence(hint)}`;
    });
}

/** A string that contains a secret is secret as a whole; of an object only the field is. */
function sealing(value: unknown): unknown {
  if (isSealed(value)) return value;
  const fields = settingsObject(value);
  if (fields === undefined || !Object.keys(fields).some((name) => SECRET.includes(name))) return value;
  if (typeof value === "string") return sealed(value);
  return Object.fromEntries(
    Object.entries({ ...fields }).map(([name, one]) => [name, SECRET.includes(name) ? sealed(one) : one]),
  );
}

/** A setting that changes is an update: the groups stay where they are. */
export function diffConfig(request: DiffRequest): DiffResponse {
  const [olds, news] = [request.getOldInputs() ?? request.getOlds(), request.getNews()].map((struct) =>
    openedProps(fromStruct(struct)),
  );
  const changed = [...CLOUDS, SECRET_IMPORTS].filter(
    (name) => changesBetween(name, olds?.[name], news?.[name]).length > 0,
  );
  const response = new DiffResponse()
    .setChanges(DiffResponse.DiffChanges[changed.length > 0 ? "DIFF_SOME" : "DIFF_NONE"])
    .setHasdetaileddiff(true);
  for (const name of changed) {
    const update = new PropertyDiff().setKind(PropertyDiff.Kind.UPDATE);
    response.getDetaileddiffMap().set(name, update.setInputdiff(true));
  }
  return response;
}
