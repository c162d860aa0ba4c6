import { type RulesChecked, summarizeRules } from "../../../kit/check/check-rules";
import type { Checked } from "../../../kit/crud";
import type { Props } from "../../../kit/handlers";
import { rulesOutside } from "../../../rules/foreign-rules";
import type { Rule } from "../../rule/args";
import { comingDefaultsText, leavingDefaultsText } from "../default-policy";
import { changedInputs } from "../diff";
import { KIND, readKnownInputs } from "../inputs";
import { type AllRules, counted, mayComeIn, rulesAfter } from "../other-rules";
import type { E24cloudCheck } from "./account-preview";
import { rulesCheck } from "./check-rules";
import { knownInputs } from "./known-inputs";
import { risks, type Switch } from "./risks";

/** A change of a group, as far as a preview knows it. */
export interface Stated {
  readonly checked: RulesChecked<Rule>;
  /** What state has of the group; nothing of one that is new. */
  readonly props: Props;
  /** The rules of the group before; undefined where they could not be read. */
  readonly before: AllRules | undefined;
  /** Whether those of the program may only have been wanted, as far as is known. */
  readonly areUnsure?: boolean;
  /** Whether a group is made, and whether its rules were not managed before. */
  readonly makes: boolean;
  readonly takesOver: boolean;
  /** Whether another group takes its place: what that one endangers is said by the check of it. */
  readonly isReplaced?: boolean;
  /** What else happens, said before the change of rules. */
  readonly head?: string | undefined;
  /** What else endangers servers, in sentences without the full stop. */
  readonly dangers?: readonly string[];
  /** Sentences about the group, likewise. */
  readonly remarks?: readonly string[];
}

/** Says what a change opens, closes and endangers. Under `guard: "error"` what endangers is refused. */
export function statements(work: E24cloudCheck, stated: Stated): Omit<Checked, "inputs"> {
  const { checked, props, before, makes, isReplaced = false, dangers = [], remarks = [] } = stated;
  const { inputs } = checked;
  const wanted = knownInputs(inputs);
  const change = changeOf(stated);
  const areKnown = inputs["rules"] === undefined || wanted.rules !== undefined;
  const after = before && rulesAfter(before, change);
  const summary = summaryOf(work, stated, after);
  const isJudged = areKnown && !isReplaced;
  const found = isJudged ? risks({ wanted, before, after, ...trafficOf(stated, change) }) : [];
  const { guard = "warn", name = "" } = wanted;
  const all = [...found, ...dangers];
  const isRefused = guard === "error";
  const refused = isRefused ? all.map((risk) => `${risk}. With guard: "warn" this is only a warning`) : [];
  const warned = [...remarks, ...(isRefused ? [] : all)];
  const leaving =
    makes && wanted.rules !== undefined && wanted.defaultRules === "remove"
      ? leavingDefaultsText(wanted.rules)
      : undefined;
  const arriving =
    wanted.rules && before && after && !isReplaced ? comingDefaultsText(mayComeIn(before, after)) : undefined;
  const words = [...switchWords(stated), leaving, arriving].filter((word) => word !== undefined);
  return {
    problems: [...summary.problems, ...refused],
    notes: [
      ...(summary.notes ?? []),
      ...words.map((word) => `${name || String(props["name"])}: ${word}`),
      ...warned.map((risk) => `warning: ${KIND} "${name}": ${risk}`),
    ],
  };
}

/** What the change of rules means, and what is questionable about the new ones. */
export function summaryOf(work: E24cloudCheck, stated: Stated, after?: AllRules): Checked {
  const { checked, props, before, makes, head } = stated;
  const { inputs, lint, remarks, sourceless } = checked;
  const isManaged = inputs["rules"] !== undefined;
  const old = { ...counted(before?.others), ...before?.managed };
  // Whether a server adds rules by itself is not known: that they may come is said in a line of its own.
  const others = before && after ? rulesOutside(counted(after.others), mayComeIn(before, after)) : {};
  const options = {
    lint,
    remarks,
    sourceless: work.program.omitsEmpty === true ? sourceless : [],
    old: makes || before === undefined ? undefined : isManaged ? old : before.managed,
    areUnsure: stated.areUnsure,
    perhaps: before?.others.perhaps,
    others,
    isNew: makes && inputs["adopt"] === undefined,
    before: props,
    head,
    tail: stateOf(stated) === "off" ? "its firewall is off: it does not filter yet" : undefined,
  };
  return summarizeRules(inputs, options, rulesCheck(KIND));
}

function changeOf(stated: Stated) {
  const { checked, props, takesOver, isReplaced = false } = stated;
  const makes = stated.makes || isReplaced;
  const { inputs } = checked;
  const fields = changedInputs(props, inputs);
  const switchesOn = goesOn(stated);
  const isChanged = ["rules", "defaultRules"].some((field) => fields.includes(field));
  const writes = makes || takesOver || isChanged || switchesOn || props["unfinished"] === true;
  // Of rules that are not known yet, what they do is said by the summary.
  const wanted = { ...(inputs["rules"] === undefined ? {} : { rules: {} }), ...knownInputs(inputs) };
  return { wanted, makes, writes, switchesOn };
}

function trafficOf(stated: Stated, { wanted, writes, switchesOn }: ReturnType<typeof changeOf>) {
  return {
    firewall: stateOf(stated),
    concernsTraffic: switchesOn || (wanted.rules !== undefined && writes),
  };
}

/** Whether the firewall is on after the change. A new group's is off until it is switched on. */
function stateOf({ checked, props, makes, isReplaced = false }: Stated): Switch {
  const { active } = checked.inputs;
  const given = active === undefined ? (makes || isReplaced ? false : props["active"]) : active;
  return given === true ? "on" : given === false ? "off" : "unknown";
}

const goesOn = ({ checked, props, makes }: Stated): boolean =>
  checked.inputs["active"] === true && (makes || readKnownInputs(props).active !== true);

/** What is said of the switch of a group that is there already. */
function switchWords(stated: Stated): string[] {
  const { checked, props, makes, isReplaced = false } = stated;
  if (makes || isReplaced) return [];
  if (goesOn(stated)) return ["switches its firewall on: what no rule allows is closed to its servers"];
  const goesOff = checked.inputs["active"] === false && props["active"] !== false;
  return goesOff ? ["switches its firewall off: it filters its servers no longer"] : [];
}
