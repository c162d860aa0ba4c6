import { z } from "zod";
import { checkFields } from "../../core/pulumi/check-fields";
import { checkRules } from "../../core/pulumi/check-rules";
import type { Checked } from "../../core/pulumi/crud";
import type { Props } from "../../core/pulumi/handlers";
import { flag, oneOf, text } from "../../core/pulumi/state-fields";
import { timeouts } from "../../core/pulumi/timeouts";
import { DEFAULT_GROUP } from "../api/group-state";
import { idField } from "../api/ids";
import type { WaldurSettings } from "../api/settings";
import { rulesCheck } from "./check-rules";

/** What messages call the resource. */
export const KIND = "security group";

/** Limits are Waldur's; it takes blanks off both ends of a text. */
const schemas = {
  tenant: idField("tenant"),
  name: text.trim().min(1, "must not be empty").max(150, "has more than 150 characters"),
  description: text.trim().max(2000, "has more than 2000 characters"),
  requireGapFree: flag,
  guard: oneOf("warn", "error"),
  adopt: z.union([z.literal(true), idField(KIND)], { error: "has to be true or the id of a group" }),
  onStuck: oneOf("fail", "unlink"),
  timeouts,
  secretRules: flag,
};

/** Checks the inputs of a SecurityGroup without any request and makes them canonical. */
export function checkGroup(olds: Props, news: Props, settings: WaldurSettings): Checked {
  const tenant = news["tenant"] ?? settings.tenant;
  const given = { description: "", ...news, tenant };
  const fields = checkFields(given, { resource: "SecurityGroup", schemas, others: ["rules", "apiUrl"] });
  const inputs = { apiUrl: settings.apiUrl, ...fields.inputs };
  const noTenant =
    tenant === undefined ? ["there is no tenant: set tenant, or waldur:tenant for all groups"] : [];
  const checked = defaultGroup({ inputs, problems: [...fields.problems, ...noTenant] });
  return checkRules(olds, news["rules"], checked, rulesCheck(KIND));
}

/** OpenStack's own group can be taken over, for its rules only. */
function defaultGroup({ inputs, problems }: Checked): Checked {
  if (inputs["name"] !== DEFAULT_GROUP) return { inputs, problems };
  const { description, ...others } = inputs;
  const notAdopted =
    'OpenStack makes the group "default" itself: set adopt: true to manage its rules, or choose another name';
  const described = 'nobody can describe the group "default": leave description out';
  return {
    inputs: others,
    problems: [
      ...problems,
      ...(others["adopt"] === undefined ? [notAdopted] : []),
      ...(description === "" ? [] : [described]),
    ],
  };
}
