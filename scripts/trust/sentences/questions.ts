import { run } from "../../../test/cli/run";
import { type PlainRules, securityGroupMatchers } from "../../../testing";
import { untruthsOfAnswer, untruthsOfOutcome } from "./judge/answer";
import { readRange } from "./judge/address";
import type { Limits, LiveRule } from "./judge/packet";
import { Unreadable } from "./judge/phrases";
import { opensToWorld, untruthsOfFinding } from "./judge/lint";
import type { Wrap } from "./lie";
import { readAnswer, readLists } from "./sentences";
import type { RuleSpec } from "./rule-spec";
import type { Question } from "./step";
import { Untruth } from "./untruth";
import type { Subject, World } from "./world";

/** What a question is about, as limits of packets; the part of it that e24cloud's documentation mentions. */
function limitsOf({ egress, service, peer }: Question, world: World) {
  const range = readRange(peer);
  const remote: Limits["remote"] = peer === "anywhere" ? undefined : (range ?? { group: peer });
  const families = range === undefined ? (["IPv4", "IPv6"] as const) : [range.family];
  const limits = families.map((family): Limits => {
    const icmp = family === "IPv4" ? 1 : 58;
    const protocol = service.tcp ? 6 : service.udp ? 17 : service.icmp ? icmp : undefined;
    const [from = 0, to = from] = (service.tcp ?? service.udp ?? service.icmp ?? "").split("-").map(Number);
    return {
      direction: egress ? "egress" : "ingress",
      families: [family],
      ...(protocol !== undefined && { protocols: { from: protocol, to: protocol }, ports: { from, to } }),
      ...(remote && { remote }),
    };
  });
  const isDocumented = ({ families: [family] }: Limits) =>
    world.cloud === "waldur" || range !== undefined || family === "IPv4";
  return { limits, needed: limits.filter(isDocumented) };
}

const flags = ({ egress, service, peer }: Question, name: string) => [
  ...Object.entries(service).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
  egress ? "--to" : "--from",
  peer === "self" ? name : peer,
];

/** Asks the command line about a live group, or about all groups of its server. */
export async function tryExplain(
  world: World,
  subject: Subject,
  question: Question,
  wrap: Wrap,
): Promise<number> {
  const rules = subject.live();
  if (rules === undefined) return 0;
  const args = ["explain", subject.name, "--cloud", world.cloud, ...flags(question, subject.name)];
  const { stdout, stderr, exitCode } = await run(args, { env: world.env });
  if (exitCode !== 0 && exitCode !== 2) throw new Untruth(`explain: ${stderr}`, [`it ends with ${exitCode}`]);
  const text = wrap("explain", stdout);
  const { limits, needed } = limitsOf(question, world);
  const claims = readAnswer(text, world.groupOf(subject));
  const untruths = untruthsOfAnswer(claims, { limits, needed, rules, groups: world.groups });
  if (untruths.length > 0) throw new Untruth(`explain ${args.join(" ")}: ${text}`, untruths);
  return 1;
}

/** Asks what is questionable about the live group. */
export async function tryLint(world: World, subject: Subject, wrap: Wrap): Promise<number> {
  const rules = subject.live();
  if (rules === undefined) return 0;
  const { stdout } = await run(["lint", "--cloud", world.cloud], { env: world.env });
  // What is the same for several groups is printed once, with all their names.
  const own = stdout.split("\n").flatMap((line) => {
    const [, names = "", finding = ""] = /^([^:"]+): (.*)$/.exec(line) ?? [];
    return names.split(", ").includes(subject.name) ? [finding] : [];
  });
  const said = own.map((finding) => wrap("lint", finding));
  for (const finding of said) {
    const untruths = untruthsOfFinding(finding, world.groupOf(subject), world.groups);
    if (untruths === undefined && !/unknown values|firewall is off/.test(finding))
      throw new Unreadable(finding);
    if (untruths !== undefined && untruths.length > 0) throw new Untruth(`lint: ${finding}`, untruths);
  }
  const isOpen = rules.some((rule) => rule.certain.length > 0 && opensToWorld(rule, 6, 22));
  if (isOpen && !said.some((line) => /opens (all ports|.*\bssh\b)/.test(line)))
    throw new Untruth(`lint: ${said.join("\n")}`, ["does not say that ssh is open to the world"]);
  return own.length;
}

/** Asks a matcher about the group as the program has it, with the outputs that it has after an update. */
export async function tryMatcher(
  world: World,
  subject: Subject,
  question: { readonly question: Question; readonly not: boolean; readonly program: readonly RuleSpec[] },
  { rules, wrap }: { readonly rules: readonly LiveRule[]; readonly wrap: Wrap },
): Promise<number> {
  const { egress, service, peer } = question.question;
  const { icmp, ...others } = service;
  const asked = {
    ...others,
    ...(icmp !== undefined && { icmp: Number(icmp) }),
    [egress ? "to" : "from"]: world.idOf(peer),
  };
  const { pass, message } = await securityGroupMatchers.toAllow.call(
    { isNot: question.not },
    subjectOf(world, subject, question.program),
    asked,
  );
  const passes = wrap("matchers", pass === question.not ? "fails" : "passes") === "passes";
  const { limits, needed } = limitsOf(question.question, world);
  const [, ...lines] = message().split("\n");
  const claims = readLists(lines, world.groupOf(subject));
  const verdict = lines.some((line) => line.startsWith("No rule allows anything of it."))
    ? "nothing"
    : "part";
  const about = { limits, needed, rules, groups: world.groups };
  const untruths = [
    ...untruthsOfAnswer({ ...claims, verdict }, about),
    ...untruthsOfOutcome({ passes, not: question.not, world: peer === "anywhere" }, about, [
      ...claims.allowed,
      ...claims.notKnown,
      ...claims.notAllowed,
    ]),
  ];
  if (untruths.length > 0) {
    const asks = `${question.not ? "not " : ""}${JSON.stringify(asked)}`;
    throw new Untruth(`matchers: ${passes ? "passes" : "fails"} for ${asks}: ${message()}`, untruths);
  }
  return 1;
}

/** The rules as a unit test has them. */
const subjectOf = ({ cloud }: World, subject: Subject, program: readonly RuleSpec[]): PlainRules =>
  cloud === "waldur" ? { waldur: subject.rulesOf(program) } : { e24cloud: subject.rulesOf(program) };
