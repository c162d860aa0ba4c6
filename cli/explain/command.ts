import { Command, InvalidArgumentError, Option } from "commander";
import { SecurityGroupsError } from "../../provider/errors";
import { type ServiceName, serviceNames } from "../../provider/net/services";
import { formatTraffic } from "../../provider/traffic/format";
import { formatAnswer } from "../../analysis/format-answer";
import { type Group, namesOf } from "../groups/group";
import { readGroups, theGroup } from "../groups/read";
import { secretGroupsOf, withoutSecret } from "../groups/secret-groups";
import { endWith, print, type Shell, withProgress } from "../shell";
import { requireClouds } from "../source/accounts";
import { type SourceFlags, withSource } from "../source/flags";
import { readSettings } from "../source/settings";
import { type Answer, ask, type Asked } from "./ask";
import { groupsOfServer } from "./servers";

interface Flags extends SourceFlags, Asked {
  readonly server?: string;
  readonly json?: boolean;
}

/** `explain`: whether groups allow some traffic, and by which rule. */
export function explainCommand(shell: Shell): Command {
  return withSource(new Command("explain"))
    .description("Shows whether a group, or all groups of a server, allow some traffic, and which rules do.")
    .argument("[group]", "title, name or id of the group")
    .option("--server <server>", "check all live groups of a server: its id, name or address")
    .option("--tcp <ports>", "a port of TCP, or from-to")
    .option("--udp <ports>", "a port of UDP, or from-to")
    .option("--icmp <type[/code]>", "a type of ICMP, with or without a code", icmp)
    .option("--protocol <number>", "an IANA protocol number", number)
    .addOption(
      new Option("--service <name>", "the ports of a service, such as https or postgresql").argParser(
        service,
      ),
    )
    .option("--from <peer>", "source: an address, a network, a group, self or anywhere")
    .option("--to <peer>", "destination, instead of --from")
    .option("--at <address>", "own address of the server behind the firewall")
    .addOption(new Option("--ethertype <family>", "only one address family").choices(["IPv4", "IPv6"]))
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      `
Without --from and --to, the source is anywhere. Rules that the program does not manage count as well. If a
stack's state lacks some of them, add --live to read them. At e24cloud a group whose firewall is off allows
everything; the API does not return whether it is on, and state has the last value that was set.

Exit codes: 0 all of it is allowed, 2 not all of it, or not known, 1 the question could not be answered.

Examples:
  $ pulumi-security-groups explain web --stack dev --tcp 443 --from 198.51.100.7
  $ pulumi-security-groups explain db --service postgresql --from web
  $ pulumi-security-groups explain --server 10.0.0.7 --tcp 22 --from 203.0.113.0/24`,
    )
    .action((word: string | undefined, flags: Flags) => explainGroups(word, flags, shell));
}

async function explainGroups(word: string | undefined, flags: Flags, shell: Shell): Promise<void> {
  const { title, subject, among } = await subjectOf(word, flags, shell);
  const { tcp, udp, icmp: type, protocol, service: name, from, to, at, ethertype } = flags;
  const asked = { tcp, udp, icmp: type, protocol, service: name, from, to, at, ethertype };
  const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const answer = ask(subject, said, among);
  const nameOf = namesOf(among);
  const words = flags.json === true ? json : text;
  print(shell, words(title, subject, answer, nameOf));
  endWith(shell, answer.explanation.allowed === "all" ? "fine" : "found");
}

interface Subject {
  readonly title: string;
  /** The groups that are asked, together. */
  readonly subject: readonly Group[];
  /** Groups that the question may name. */
  readonly among: readonly Group[];
}

async function subjectOf(word: string | undefined, flags: Flags, shell: Shell): Promise<Subject> {
  if ((word === undefined) === (flags.server === undefined)) {
    throw new SecurityGroupsError("name a group, or a server with --server");
  }
  if (word !== undefined) {
    const among = await readGroups(flags, shell);
    const group = theGroup(among, word);
    return { title: group.title, subject: [group], among };
  }
  const [config, secret] = await Promise.all([readSettings(flags), secretGroupsOf(flags)]);
  const clouds = requireClouds(config, flags.cloud);
  const { name, groups, all } = await withProgress(shell, "Looking for the server", () =>
    groupsOfServer(flags.server ?? "", clouds, config),
  );
  const hidden = groups.flatMap(({ id }) => secret.get(id) ?? []);
  if (hidden.length > 0) {
    throw new SecurityGroupsError(
      `${name} is in ${hidden.join(", ")}, which has secrets in the stack's state: add --show-secrets, or leave out --stack`,
    );
  }
  return {
    title: `${name} (${groups.map(({ title }) => title).join(", ")})`,
    subject: groups,
    among: withoutSecret(all, secret, shell),
  };
}

const VERDICTS = {
  all: "allowed",
  part: "allowed in part",
  nothing: "not allowed",
  unknown: "not known",
} as const;

function text(
  title: string,
  subject: readonly Group[],
  { asked, explanation }: Answer,
  groupName: (id: string) => string,
): string {
  const what = formatTraffic(asked, { groupName }).join(" and ");
  // A firewall that is off allows everything: then what is allowed is so all the more.
  const isOpen = explanation.allowed === "all" || subject.every((group) => firewallOf(group) !== "not known");
  const condition = isOpen ? "" : ", if the firewall is on";
  // What is allowed is all that was asked: only the rules are left to name.
  const answer =
    explanation.allowed === "all"
      ? explanation.by.map((key) => `  by ${key}`).join("\n")
      : formatAnswer(explanation, { groupName });
  return `${title}: ${VERDICTS[explanation.allowed]}${condition}: ${what}\n${answer}`;
}

/** Waldur has no switch. */
function firewallOf(group: Group): "on" | "off" | "not known" {
  if (group.cloud === "waldur") return "on";
  return group.active === undefined ? "not known" : group.active ? "on" : "off";
}

function json(
  title: string,
  subject: readonly Group[],
  { asked, explanation }: Answer,
  groupName: (id: string) => string,
): string {
  const words = (set: typeof asked) => formatTraffic(set, { groupName });
  const { open, closed, unknown, ...keys } = explanation;
  const groups = subject.map((group) => {
    const { cloud, id, title: one } = group;
    return { cloud, id, title: one, firewall: firewallOf(group) };
  });
  const answer = {
    ...keys,
    asked: words(asked),
    open: words(open),
    closed: words(closed),
    unknown: words(unknown),
  };
  return JSON.stringify({ subject: title, groups, ...answer }, null, 2);
}

function number(given: string): number {
  if (!/^\d{1,3}$/.test(given) || Number(given) > 255) {
    throw new InvalidArgumentError("It must be a number from 0 to 255.");
  }
  return Number(given);
}

function icmp(given: string): Asked["icmp"] {
  const [type = "", code] = given.split("/");
  return code === undefined ? number(type) : { type: number(type), code: number(code) };
}

function service(given: string): ServiceName | "ping" {
  const name = ([...serviceNames, "ping"] as const).find((one) => one === given);
  if (name !== undefined) return name;
  throw new InvalidArgumentError(`There are ${serviceNames.join(", ")} and ping.`);
}
