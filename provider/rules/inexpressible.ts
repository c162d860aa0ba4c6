import { type Fields, readRules, type RuleReader, type RuleMap } from "./rule-map";

/** A live rule that no program can have: check would refuse it, or read another rule. */
export interface InexpressibleRule {
  readonly key: string;
  readonly why: string;
}

/**
 * The rules that no program can have, such as those of sctp with ports, which Waldur shows and accepts from nobody.
 * @param spell puts a rule into the words of a program
 */
export function findInexpressible<R extends Fields>(
  rules: RuleMap<R>,
  language: RuleReader<R>,
  spell: (rule: R) => object,
): InexpressibleRule[] {
  return Object.entries(rules).flatMap(([key, rule]) => {
    const { problems, rules: read } = readRules([spell(rule)], language);
    const isSame = typeof read === "object" && key in read;
    const [problem = isSame ? undefined : "it would become another rule"] = problems;
    return problem === undefined ? [] : [{ key, why: problem.replace(/^rules\[0\]( \(.*?\))?: /, "") }];
  });
}

/** What is wrong with them, as the begin of a sentence. */
export const inexpressibleText = (rules: readonly InexpressibleRule[]): string =>
  `no program can have ${rules.length === 1 ? "the rule" : "the rules"} ` +
  rules.map(({ key, why }) => `"${key}" (${why})`).join(", ");

/** What an import says that leaves the rules of a group unmanaged. */
export const importedWithoutRules = (rules: readonly InexpressibleRule[]): string =>
  `${inexpressibleText(rules)}: the group is imported without its rules, which are not managed and stay as they are. ` +
  "To manage them, write rules in the program; its preview says what closes";
