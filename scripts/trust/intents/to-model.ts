import { Evaluator, type ModelIntent } from "../../../intents/evaluate";
import type { Model, ModelEnd, ModelRule } from "../../../intents/model";
import { type Cidr, parseCidr } from "../../../provider/net/ranges";
import { localCidr, remoteCidr, remoteGroup, traffic } from "../../../provider/traffic/traffic";
import { type End, judge, type Network, type Question, type Rule, type Stack } from "./packet-model";
import { questionOf, type Random, stackOf } from "./random-stacks";

const key = (group: number) => `group ${group}`;

function cidrOf({ text }: Network): Cidr {
  const cidr = parseCidr(text);
  if ("problem" in cidr) throw new Error(cidr.message);
  return cidr;
}

function ruleOf(rule: Rule, position: number): ModelRule {
  const { direction, family, protocol, ports, peer, own, level } = rule;
  const name = `${direction} rule ${position}`;
  if (level !== "sure") {
    const possible = (["IPv4", "IPv6"] as const).map((one) => traffic({ direction, family: one }));
    return { key: name, traffic: [], possible, isPending: level === "open" };
  }
  const remote =
    peer === "anywhere"
      ? undefined
      : "group" in peer
        ? remoteGroup(key(peer.group))
        : remoteCidr(cidrOf(peer));
  const box = traffic({
    direction,
    family,
    ...(protocol !== undefined && { protocol }),
    ...(ports !== undefined && { ports: { from: ports[0], to: ports[1] } }),
    ...(remote !== undefined && { remote }),
    ...(own !== undefined && { local: localCidr(cidrOf(own)) }),
  });
  return { key: name, traffic: [box] };
}

function modelOf(stack: Stack): Model {
  return {
    groups: stack.groups.map(({ rules, isOff }, position) => ({
      key: key(position),
      title: key(position),
      cloud: "waldur",
      rules: rules.map(ruleOf),
      isOff,
    })),
    servers: stack.servers.map(({ groups, mayHaveOthers }, position) => ({
      key: `server ${position}`,
      title: `server ${position}`,
      groups: groups.map(key),
      mayHaveOthers,
    })),
  };
}

function endOf(end: End): ModelEnd {
  if (end.kind === "world") return { kind: "world", title: "the world", networks: [] };
  const networks = end.networks.map(cidrOf);
  if (end.kind === "network") return { kind: "network", title: "a network", networks };
  return end.kind === "server"
    ? { kind: "server", title: "a server", keys: [`server ${end.server}`], networks }
    : { kind: "groups", title: "groups", keys: end.groups.map(key), networks };
}

function intentOf({ kind, from, to, asked, indirect }: Question): ModelIntent {
  const { protocol, ports, families } = asked;
  const range = ports && `${ports[0]}-${ports[1]}`;
  const [family, other] = families;
  return {
    kind,
    from: endOf(from),
    to: endOf(to),
    indirect,
    question: {
      ...(family !== undefined && other === undefined && { ethertype: family }),
      ...(range === undefined
        ? protocol !== undefined && { protocol }
        : protocol === 6
          ? { tcp: range }
          : { udp: range }),
    },
  };
}

/** Asks some questions about random stacks. @returns those that are answered otherwise than by the packet model */
export function wrongAnswers(random: Random, count: number): object[] {
  const wrong: object[] = [];
  const perStack = 10;
  for (let asked = 0; asked < count; asked += perStack) {
    const stack = stackOf(random);
    const evaluator = new Evaluator(modelOf(stack));
    for (let turn = 0; turn < perStack; turn += 1) {
      const question = questionOf(random, stack);
      const { state, text } = evaluator.verdict(intentOf(question));
      const right = judge(stack, question);
      const hops = question.kind === "always" || state === "holds" ? 0 : text.split(", then ").length;
      if (state !== right.state || hops !== right.hops) wrong.push({ stack, question, right, state, text });
    }
  }
  return wrong;
}
