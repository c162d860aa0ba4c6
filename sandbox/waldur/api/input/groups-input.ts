import type { GroupView } from "../../group-table";
import type { Resource } from "../../model";
import type { WaldurSwitches } from "../../switches";
import { ValidationError } from "../errors";
import { attempt, readFields, requireObject } from "../list/fields";
import type { Field } from "../list/fields";
import { groupLink } from "../render/hyperlink";
import { pythonType } from "../python";

export interface GroupsContext {
  readonly groups: GroupView;
  readonly settings: WaldurSwitches;
}

/**
 * The uuids of the groups that an instance, port or load balancer is to use. A server of 2026 takes their URLs, an older one objects with
 * a URL.
 * @throws ValidationError
 */
export function readGroups(body: unknown, of: Resource, { groups, settings }: GroupsContext): string[] {
  const link = groupLink(groups);
  const readLink: Field<string> = settings.release === "2026" ? link : (item) => link(urlOf(item));
  const security_groups: Field<string[]> = (value) => {
    const uuids = readLinks(value, readLink);
    const other = uuids.map((uuid) => groups.get(uuid)).find((group) => group?.tenant !== of.tenant);
    if (other) throw new ValidationError([`Security group ${other.name} is not within the same tenant`]);
    return [...new Set(uuids)];
  };
  const fields = readFields<{ security_groups: string[] }>(requireObject(body), { security_groups }, [
    "security_groups",
  ]);
  return fields.security_groups ?? [];
}

function readLinks(value: unknown, readLink: Field<string>): string[] {
  if (value === null) throw new ValidationError(["This field may not be null."]);
  if (!Array.isArray(value))
    throw new ValidationError({
      non_field_errors: [`Expected a list of items but got type "${pythonType(value)}".`],
    });
  const read = value.map((item: unknown) => attempt(() => readLink(item)));
  if (read.some((result) => "detail" in result))
    throw new ValidationError(read.map((result) => ("detail" in result ? result.detail : {})));
  return read.flatMap((result) => ("value" in result ? [result.value] : []));
}

function urlOf(item: unknown): unknown {
  if (item === null) throw new ValidationError(["This field may not be null."]);
  if (typeof item === "object" && "url" in item) return item.url;
  throw new ValidationError(["URL has to be defined for related object."]);
}
