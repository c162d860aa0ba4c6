import { PartialFailure } from "../errors";
import { isFields } from "../rules/rule-map";
import { shortRules, wholeRules } from "../rules/stored-rules";
import type { Found, Props, ResourceHandlers, Stored } from "./handlers";
import { FORMER_SECRETS } from "./secrets/former-secrets";

/**
 * Keeps state and previews short: what leaves has its rules by their keys alone, what comes in gets all their fields
 * back. Handlers can be written without knowing that.
 */
export function withShortState(handlers: ResourceHandlers): ResourceHandlers {
  const { ruleOfKey } = handlers;
  if (ruleOfKey === undefined) return handlers;
  const whole = (props: Props) => withRules(props, (rules) => wholeRules(rules, ruleOfKey));
  return {
    ruleOfKey,
    configure: (config) => handlers.configure(config),
    check: async (olds, news, context) => {
      const { inputs, failures } = await handlers.check(whole(olds), whole(news), context);
      return { inputs: short(inputs), failures };
    },
    diff: (id, olds, news, subject) => handlers.diff(id, whole(olds), whole(news), subject),
    create: (inputs, context) => stored(() => handlers.create(whole(inputs), context)),
    read: async (id, props, context) => found(await handlers.read(id, whole(props), context)),
    import: async (id, name, context) => found(await handlers.import(id, name, context)),
    update: (id, olds, news, context) => stored(() => handlers.update(id, whole(olds), whole(news), context)),
    delete: (id, props, context) => handlers.delete(id, whole(props), context),
  };
}

const short = (props: Props) => withRules(props, shortRules);

async function stored(run: () => Promise<Stored>): Promise<Stored> {
  try {
    const { id, outs } = await run();
    return { id, outs: short(outs) };
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    throw new PartialFailure(error.id, short(error.properties), error.message, { cause: error });
  }
}

function found(resource: Found | undefined): Found | undefined {
  if (resource === undefined) return undefined;
  const { outs, inputs } = resource;
  return { ...resource, outs: short(outs), ...(inputs === undefined ? {} : { inputs: short(inputs) }) };
}

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
