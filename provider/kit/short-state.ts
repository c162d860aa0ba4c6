import { PartialFailure } from "../errors";
import { isFields } from "../rules/rule-map";
import type { RuleFormat } from "../rules/codec";
import { shortRules, wholeRules } from "../rules/stored-rules";
import type { Link } from "./chain";
import type { Props } from "./handlers";
import { FORMER_SECRETS } from "./secrets/former-secrets";

/**
 * Keeps state and previews short: what leaves has of its rules their keys and what these do not say, what comes in gets
 * all their fields back. Handlers can be written without knowing that.
 *
 * @param format undefined where a resource has no rules
 */
export const shortState =
  (format: RuleFormat | undefined): Link =>
  async (call, next) => {
    if (format === undefined) return next(call);
    const whole = (props: Props) => withRules(props, (rules) => wholeRules(rules, format.parseKey));
    const short = (props: Props) => withRules(props, (rules) => shortRules(rules, format));
    try {
      const answer = await next({ ...call, olds: whole(call.olds), news: whole(call.news) });
      const { outs, inputs } = answer;
      return { ...answer, outs: outs && short(outs), inputs: inputs && short(inputs) };
    } catch (error) {
      if (!(error instanceof PartialFailure)) throw error;
      throw new PartialFailure(error.id, short(error.properties), error.message, { cause: error });
    }
  };

/** Changes the rules of some properties, and those of former secrets among them. */
function withRules(props: Props, change: (rules: unknown) => unknown): Props {
  const former = props[FORMER_SECRETS];
  const changed = ["rules", "unmanagedRules"].filter((field) => props[field] !== undefined);
  return {
    ...props,
    ...Object.fromEntries(changed.map((field) => [field, change(props[field])])),
    ...(isFields(former) ? { [FORMER_SECRETS]: withRules(former, change) } : {}),
  };
}
