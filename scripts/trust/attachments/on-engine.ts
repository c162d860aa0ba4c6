import type { FaultInput } from "../../../sandbox/control";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { groupsOfServer } from "../../../test/groups-of-server";
import type { ProviderMode, Resource, Resources } from "../../../test/engine/modes/provider-mode";
import { quickStart } from "../../host/quick-start";
import { type Clouds, startClouds } from "../../runner/clouds";
import { linkedProject } from "../../runner/project";
import { openStack, type OperationResult, type Stack } from "../../runner/stack";
import { MOST_REMEDIES, remedyOf, shown } from "../chaos/remedy";
import type { Figures } from "../chapter";

/** How a call fails. */
const KINDS: readonly (Pick<FaultInput, "when" | "answer"> & { readonly level: keyof typeof CALLS })[] = [
  { level: "api", when: "before", answer: "drop" },
  { level: "api", when: "after", answer: "drop" },
  { level: "api", when: "before", answer: { status: 502, body: {} } },
  { level: "openstack", when: "before", answer: { status: 500 } },
];

/** The calls about one server in a life, and those of Waldur to OpenStack: 38 to 45 and 17 to 24 were counted. */
const CALLS = { api: 44, openstack: 24 };

/** A server whose groups are attached and detached, and what fails meanwhile. */
interface Life {
  readonly server: { readonly uuid: string; readonly id: string };
  readonly fault: FaultInput;
}

/** Which of all faults are tried: each `every`th, from the `first` on. */
export interface Selection {
  readonly every: number;
  readonly first: number;
}

const selected = ({ every, first }: Selection) =>
  KINDS.flatMap((kind) => Array.from({ length: CALLS[kind.level] }, (_, skip) => ({ ...kind, skip }))).filter(
    (_, at) => at % every === first,
  );

/**
 * The lives of attachments on the engine, each of a server of its own, one of whose calls fails. All are in one program, so that
 * an operation of the engine serves each of them. A call that they share fails in each operation too. What stops is run again.
 * @throws where a server has other groups afterwards than it should, those of others among them
 */
export async function livesOnEngine(
  mode: ProviderMode,
  release: "2024-10" | "2026",
  selection: Selection,
): Promise<Figures> {
  const clouds = await startClouds({ waldur: { release, delay: 0 } });
  const project = linkedProject({ "index.js": "" });
  let stack: Stack | undefined;
  try {
    const { waldur } = clouds;
    clouds.liftQuotas();
    const { id: foreign } = waldur.edits.createGroup({ name: "foreign" });
    await waldur.edits.backgroundPull();
    const lives = selected(selection).map((fault, at): Life => {
      const server = waldur.edits.createInstance({ name: `shop-${at}`, groups: [foreign] });
      return {
        server,
        fault: { ...fault, path: fault.level === "api" ? `instances/${server.uuid}/` : server.id },
      };
    });
    const write = (attached?: Attached) => project.write(mode.files(program(lives, attached)));
    write();
    stack = await openStack({
      project: project.folder,
      config: mode.config(clouds),
      mode: mode.stackMode,
      env: quickStart,
    });
    const trial = new Trial(clouds, stack, lives);
    await trial.until("up");
    for (const { fault } of lives) waldur.faults.add(fault);

    write({ one: ["web", "legacy"] });
    await trial.until("up");
    trial.require(["foreign", "legacy", "web"]);
    write({ one: ["web"], two: ["admin"] });
    await trial.until("up");
    trial.require(["admin", "foreign", "web"]);
    await trial.byHand(["foreign", "web"]);
    await trial.until("refresh");
    await trial.until("up");
    trial.require(["admin", "foreign", "web"]);
    await trial.until("destroy");
    trial.require(["foreign"]);
    const pending = waldur.faults.pending().map(({ path }) => path);
    return {
      lives: lives.length,
      hit: lives.filter(({ fault }) => !pending.includes(fault.path)).length,
      "engine runs": trial.runs,
      stopped: trial.stopped,
    };
  } finally {
    await stack?.close();
    project.remove();
    await clouds.close();
  }
}

const GROUPS = { web: 443, admin: 22, legacy: 9100 };

/** The groups that each server gets by its two attachments. */
type Attached = Partial<Record<"one" | "two", readonly (keyof typeof GROUPS)[]>>;

function program(lives: readonly Life[], attached: Attached = {}): Resources {
  const groups = Object.entries(GROUPS).map(([name, ports]): [string, Resource] => [
    name,
    { type: "waldur:SecurityGroup", args: { rules: [{ protocol: "tcp", ports, cidr: "10.0.0.0/8" }] } },
  ]);
  const attachments = lives.flatMap(({ server: { uuid: instance } }, at) =>
    Object.entries(attached).map(([name, named]): [string, Resource] => [
      `${name}${at}`,
      {
        type: "waldur:SecurityGroupAttachment",
        args: { instance, securityGroups: named.map((from) => ({ from })) },
      },
    ]),
  );
  return Object.fromEntries([...groups, ...attachments]);
}

class Trial {
  runs = 0;
  /** Runs that stopped with a message. */
  stopped = 0;

  constructor(
    private readonly clouds: Clouds,
    private readonly stack: Stack,
    private readonly lives: readonly Life[],
  ) {}

  /** Runs an operation until it succeeds. @throws where it stops without a message of ours, or too often */
  async until(operation: "up" | "refresh" | "destroy"): Promise<void> {
    const { waldur } = this.clouds;
    // Calls that all attachments share.
    for (const path of ["openstack-security-groups/$", "events/$"])
      waldur.faults.add({ path, method: "GET", skip: this.runs % 3, answer: { status: 502, body: {} } });
    for (let tries = 0; ; tries += 1) {
      const result: OperationResult = await this.stack[operation](
        operation === "refresh" ? {} : { continueOnError: true },
      );
      this.runs += 1;
      await waldur.idle();
      if (result.ok) return;
      this.stopped += 1;
      if (tries === MOST_REMEDIES) throw new Error(`${operation} does not end:\n${shown(result)}`);
      remedyOf(result);
    }
  }

  /** @throws where a server does not have these groups */
  require(expected: readonly string[]): void {
    const wrong = this.lives.flatMap(({ server }, at) => {
      const live = groupsOfServer(this.clouds.waldur, server);
      return live.join() === expected.join() ? [] : [`shop-${at} has ${live.join(", ")}`];
    });
    if (wrong.length > 0) throw new Error(`instead of ${expected.join(", ")}: ${wrong.join("; ")}`);
  }

  /** Makes these all groups of each server, as somebody does who knows nothing of this package. */
  async byHand(names: readonly string[]): Promise<void> {
    const { waldur } = this.clouds;
    const ids = await idsOf(waldur, names);
    for (const { server } of this.lives) await setByHand(waldur, server.uuid, ids);
    await waldur.idle();
  }
}

const headersOf = ({ token }: WaldurSandbox) => ({
  authorization: `Token ${token}`,
  "content-type": "application/json",
});

async function idsOf(sandbox: WaldurSandbox, names: readonly string[]): Promise<string[]> {
  const answer = await fetch(`${sandbox.apiUrl}openstack-security-groups/?page_size=300`, {
    headers: headersOf(sandbox),
  });
  const groups = (await answer.json()) as { name: string; uuid: string }[];
  return groups.filter(({ name }) => names.includes(name)).map(({ uuid }) => uuid);
}

/** The path has another form of the id than those of the faults, so that none hits this. */
async function setByHand(sandbox: WaldurSandbox, server: string, ids: readonly string[]): Promise<void> {
  const { apiUrl, settings } = sandbox;
  const urls = ids.map((id) => `${apiUrl}openstack-security-groups/${id}/`);
  const list = settings.current.release === "2026" ? urls : urls.map((url) => ({ url }));
  const answer = await fetch(`${apiUrl}openstack-instances/${server.toUpperCase()}/update_security_groups/`, {
    method: "POST",
    headers: headersOf(sandbox),
    body: JSON.stringify({ security_groups: list }),
  });
  // What a fault has left in error is refused.
  if (![202, 409].includes(answer.status))
    throw new Error(`by hand: ${answer.status} ${await answer.text()}`);
}
