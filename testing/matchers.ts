import { isWorldwide } from "../provider/traffic/traffic";
import { formatAnswer, formatQuestion } from "../analysis/format-answer";
import { ask } from "./explain";
import type { Subject } from "./subject";
import { isAboutTheWorld, type TrafficQuery } from "./traffic-query";
import { failUnawaited, watched } from "./unawaited";

/** What `expect` can do with groups once it is extended by `securityGroupMatchers`. */
export interface SecurityGroupMatchers {
  /**
   * That the rules of a group allow all of some traffic; with `not`, that they allow nothing of it. Only towards
   * `"anywhere"`, `not` is less strict: then it says that the traffic isn't open to the whole world, whatever other sources may
   * have it.
   *
   * What is not known fails, with `not` as without: the rules that e24cloud adds by itself under `defaultRules: "keep"`,
   * and with `not` what a firewall group lets through that no `active: true` switches on. At e24cloud a question that
   * names no family is about IPv4; with `not` it is about both.
   *
   * @example
   * await expect(web).toAllow({ tcp: 443, from: "anywhere" });
   * await expect(web).not.toAllow({ tcp: 22, from: "198.51.100.7" });
   */
  toAllow(query: TrafficQuery): Promise<void>;
}

/**
 * Matchers for jest and vitest: `expect.extend(securityGroupMatchers)` in a test or its set-up file.
 * They are asynchronous, as the rules of a group are: `await` them.
 */
export const securityGroupMatchers = {
  toAllow(this: { isNot?: boolean | undefined }, subject: Subject, query: TrafficQuery) {
    return watched(answerOf(subject, query, this.isNot === true));
  },
};

async function answerOf(subject: Subject, query: TrafficQuery, not: boolean) {
  const { asked, answer } = await ask(subject, query);
  const world = isAboutTheWorld(query);
  const perhapsOpen = [...answer.open, ...answer.unknown];
  const refuted = world ? perhapsOpen.some(isWorldwide) : perhapsOpen.length > 0;
  return {
    pass: not ? refuted : answer.allowed === "all",
    message: () => `${formatQuestion(asked, { not, world })}\n\n${formatAnswer(answer)}`,
  };
}

failUnawaited();

// Where the types of test runners find matchers that others add: those of jest in `jest.Matchers`, those of vitest, which
// is built on chai, in `Chai.Assertion`. Without such a runner it is not used.
declare global {
  /* oxlint-disable typescript/no-namespace */
  namespace jest {
    interface Matchers<R, T> {
      toAllow: SecurityGroupMatchers["toAllow"];
    }
  }
  namespace Chai {
    interface Assertion {
      toAllow: SecurityGroupMatchers["toAllow"];
    }
  }
}
