import { z } from "zod";
import { type Checked, checkFields, idField, type Props, yesOrNo } from "./check-fields";
import { withRules } from "./check-rules";
import { DEFAULT_GROUP } from "../api/group-state";
import { timeouts } from "./inputs";
import type { WaldurSettings } from "../api/settings";

/** Limits are Waldur's; it takes blanks off both ends of a text. */
const schemas = {
  tenant: idField("tenant"),
  name: z
    .string({ error: "has to be a text" })
    .trim()
    .min(1, "must not be empty")
    .max(150, "has more than 150 characters"),
  description: z.string({ error: "has to be a text" }).trim().max(2000, "has more than 2000 characters"),
  requireGapless: yesOrNo,
  guard: z.enum(["warn", "error"], { error: 'has to be "warn" or "error"' }),
  adopt: z.union([z.literal(true), idField("security group")], {
    error: "has to be true or the id of a group",
  }),
  onStuck: z.enum(["fail", "unlink"], { error: 'has to be "fail" or "unlink"' }),
  timeouts,
  secretRules: yesOrNo,
};

/** Checks the inputs of a SecurityGroup without any request and makes them canonical. */
export function checkGroup(olds: Props, news: Props, settings: WaldurSettings): Checked {
  const tenant = news["tenant"] ?? settings.tenant;
  const fields = checkFields({ description: "", ...news, tenant }, schemas, {
    resource: "SecurityGroup",
    others: ["rules"],
  });
  const inputs = { apiUrl: settings.apiUrl, ...fields.inputs };
  const noTenant =
    tenant === undefined ? ["there is no tenant: set tenant, or waldur:tenant for all groups"] : [];
  const checked = defaultGroup({ inputs, problems: [...fields.problems, ...noTenant] });
  return withRules(olds, news["rules"], checked);
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
