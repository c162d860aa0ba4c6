import { Command } from "commander";
import { stringify } from "yaml";
import { Evaluator } from "../../intents/evaluate";
import { Hosts } from "../../intents/host";
import type { Model, ModelEnd, ModelGroup } from "../../intents/model";
import type { serviceNames } from "../../provider/net/services";
import { serviceName } from "../../provider/traffic/format-protocols";
import { groupOf } from "../../provider/traffic/traffic";
import { print, type Shell } from "../shell";
import { type SourceFlags, withSource } from "../source/flags";
import { readModel } from "./groups";

/** `intents`: a file of intents to start from. */
export function intentsCommand(shell: Shell): Command {
  return withSource(new Command("intents"))
    .description(
      "Proposes a file of intents from what groups allow now: for the command test, and for policies.",
    )
    .addHelpText(
      "after",
      `
Each intent holds now. Delete what is not meant, and keep the file next to the program.

Example:
  $ pulumi-security-groups intents --stack dev > intents.yaml`,
    )
    .action(async (flags: SourceFlags) => print(shell, proposal(await readModel(flags, shell))));
}

interface Proposed {
  readonly from: string | readonly string[];
  readonly to: string | readonly string[];
  readonly service?: string;
  readonly except?: readonly { readonly service: string }[];
}

const SCHEMA = "node_modules/pulumi-security-groups/intents/intents.schema.json";

/** The groups, and what answers questions about them: made once for all questions. */
interface Known {
  readonly model: Model;
  readonly evaluator: Evaluator;
  readonly hosts: Hosts;
}

/** What holds now, in few intents. */
export function proposal(model: Model): string {
  const known = { model, evaluator: new Evaluator(model), hosts: new Hosts(model) };
  const file = { never: closedToTheWorld(known), always: services(known) };
  return `# yaml-language-server: $schema=${SCHEMA}\n${stringify(file, { lineWidth: 100, flowCollectionPadding: false })}`;
}

const world: ModelEnd = { kind: "world", title: "the world", networks: [] };
const endOf = ({ key, title }: ModelGroup): ModelEnd => ({
  kind: "groups",
  title,
  keys: [key],
  networks: [],
});

/** Groups by what the world may reach of them. A group that is open in another way than by services is left out. */
function closedToTheWorld({ model, evaluator, hosts }: Known): Proposed[] {
  const byServices = new Map<string, string[]>();
  for (const group of model.groups) {
    const intent = { kind: "never", from: world, to: endOf(group), question: {}, indirect: false } as const;
    const isOpen = (service: Service) =>
      evaluator.verdict({ ...intent, question: { service } }).state !== "holds";
    // What is secret is not named, open or not.
    const exceptions = group.isSecret === true ? [] : openServices(hosts, group).filter(isOpen);
    const except = exceptions.map((service) => ({ service }));
    if (evaluator.verdict({ ...intent, except }).state !== "holds") continue;
    const key = exceptions.join(" ");
    byServices.set(key, [...(byServices.get(key) ?? []), group.title]);
  }
  return [...byServices].map(([key, titles]) => ({
    from: "world",
    to: oneOrMore(titles),
    ...(key !== "" && { except: key.split(" ").map((service) => ({ service })) }),
  }));
}

type Service = (typeof serviceNames)[number] | "ping";

function openServices(hosts: Hosts, group: ModelGroup): Service[] {
  const boxes = ingressOf(hosts, group).filter(({ box }) => groupOf(box.remote) === undefined);
  return [...new Set(boxes.flatMap(({ box }) => serviceName(box) ?? []))].toSorted();
}

/** The services that groups open to each other by name. */
function services({ model, evaluator, hosts }: Known): Proposed[] {
  const sources = new Map<string, string[]>();
  for (const target of model.groups.filter(({ isSecret }) => isSecret !== true)) {
    for (const { box } of ingressOf(hosts, target)) {
      const from = model.groups.find(({ key }) => key === groupOf(box.remote));
      const service = serviceName(box);
      if (from === undefined || service === undefined) continue;
      const question = { service };
      const intent = {
        kind: "always",
        from: endOf(from),
        to: endOf(target),
        question,
        indirect: false,
      } as const;
      if (evaluator.verdict(intent).state !== "holds") continue;
      const key = JSON.stringify([target.title, service]);
      sources.set(key, [...new Set([...(sources.get(key) ?? []), from.title])]);
    }
  }
  return [...sources].map(([key, from]) => {
    const [to = "", service = ""] = JSON.parse(key) as string[];
    return { from: oneOrMore(from), to, service };
  });
}

const ingressOf = (hosts: Hosts, group: ModelGroup) =>
  hosts.at(endOf(group), { every: false }).flatMap(({ allows }) => allows.ingress);

const oneOrMore = (titles: readonly string[]) => (titles.length === 1 ? (titles[0] ?? "") : titles);
