import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Clouds, startClouds } from "../harness/clouds";
import { run } from "../harness/command";
import { read, snippets } from "../harness/pages";
import { policyPack, previewWithPack } from "../harness/policy-pack";
import { succeeded, useEngine } from "../harness/stacks";
import { useTools } from "../harness/tools";
import { useYaml } from "../harness/yaml";
import { dynamicMode, nativeMode, type ProviderMode, stackInMode } from "../modes/provider-mode";
import { words, wordsInProgram } from "./words";
import { type Case, casesOf, codeOf, edited, fileOf, network, type Others, shop, staging } from "./shop";

const engine = useEngine();
useYaml();
useTools("language-hosts-path.mjs");
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
  clouds.liftQuotas();
});
afterEach(() => clouds.close());

/** The two other stacks, and what the shop names of them. */
async function othersIn(mode: ProviderMode): Promise<Others> {
  const outputs: Record<string, unknown> = {};
  for (const resources of [network, staging]) {
    const { stack } = await stackInMode(mode, engine, clouds, resources);
    succeeded(await stack.up());
    Object.assign(outputs, await stack.outputs());
  }
  const id = (name: string) => String(outputs[`${name}Id`]);
  const server = (name: string) => clouds.waldur.edits.createInstance({ name }).uuid;
  return {
    bastion: id("bastion"),
    metrics: id("metrics"),
    staging: id("staging"),
    server: server("db-1"),
    worker: server("worker-1"),
  };
}

/** Opens a port of a group of e24cloud, as somebody else does. */
function openByHand(id: unknown): void {
  const rule = { direction: "IN", protocol: "TCP", min_port: 3306, max_port: 3306 };
  clouds.e24cloud.secondWriter.change(String(id), "group-add-rule", rule);
}

const batches = ["first", "second", "third"] as const;
/** What is printed, with names where ids are. */
const named = (text: string, others: Others) =>
  Object.entries<string>({ ...others }).reduce((all, [name, id]) => all.replaceAll(id, name), text);

/** The cases of a batch with their places in the file. */
function ofBatch(cases: readonly Case[], batch: Case["batch"]): (Case & { readonly place: string })[] {
  const counts = { never: 0, always: 0 };
  return cases
    .map((one) => ({ ...one, place: `${one.kind}[${counts[one.kind]++}]` }))
    .filter((one) => one.batch === batch);
}

const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/** What the command prints of an intent. */
const lineOf = (place: string) =>
  new RegExp(`^${escaped(place)}: [a-z, ]+: ${escaped(words[place] ?? "?")}$`, "m");

test("in a program: each edit fails the preview with its words, and nothing is written", async () => {
  const others = await othersIn(dynamicMode);
  const [cases, resources] = [casesOf(others), shop(others)];
  expect(cases).toHaveLength(30);
  const mode: ProviderMode = {
    ...dynamicMode,
    files: (some) => ({ "index.ts": `${dynamicMode.files(some)["index.ts"]}${codeOf(cases, some)}` }),
  };
  const { stack, write } = await stackInMode(mode, engine, clouds, resources);
  const up = succeeded(await stack.up());
  expect(up.stdout + up.stderr).not.toContain("intents:");
  const { officeId } = await stack.outputs();
  for (const batch of batches) {
    const some = ofBatch(cases, batch);
    write(edited(resources, some));
    if (some.some(({ isByHand }) => isByHand === true)) openByHand(officeId);
    clouds.forget();
    const { ok, stdout, stderr } = await stack.preview({ refresh: batch === "second" });
    const text = named(stdout + stderr, others);
    for (const { place } of some) expect(text).toContain(wordsInProgram[place]);
    expect(ok).toBe(false);
    expect(clouds.writes()).toEqual([]);
  }
});

/** The program of the guide. */
const [PACK = ""] = snippets(read("docs/guides/intents.md"), "js");

test("in YAML: the policies fail the preview, and the command fails after an up without them", async () => {
  const others = await othersIn(nativeMode);
  const [cases, resources] = [casesOf(others), shop(others)];
  const files = { ...policyPack(PACK), "pack/intents.yaml": fileOf(cases) };
  const { stack, write, project } = await stackInMode(nativeMode, engine, clouds, resources, files);
  const file = join(project.folder, "pack/intents.yaml");
  const command = (...args: string[]) => run([...args, "--stack", "dev"], stack.shell);
  succeeded(await stack.up());
  const { officeId } = await stack.outputs();
  const silent = await previewWithPack(stack, project.folder);
  expect(silent).toMatchObject({ ok: true, text: expect.not.stringContaining("reachable") as unknown });
  expect(await command("test", file)).toMatchObject({ exitCode: 0, stdout: "31 intents, 0 broken.\n" });

  const proposal = join(project.folder, "proposal.yaml");
  const { stdout } = await command("intents");
  expect(stdout).toContain(PROPOSED);
  writeFileSync(proposal, stdout);
  expect(await command("test", proposal)).toMatchObject({ exitCode: 0, stdout: "11 intents, 0 broken.\n" });

  for (const batch of batches) {
    const some = ofBatch(cases, batch);
    write(edited(resources, some));
    if (some.some(({ isByHand }) => isByHand === true)) openByHand(officeId);
    clouds.forget();
    const refresh = batch === "second" ? ["--refresh"] : [];
    const preview = await previewWithPack(stack, project.folder, ...refresh);
    const said = named(preview.text, others);
    for (const { place } of some) expect(said).toContain(`${words[place]}.\n`);
    expect(preview.ok).toBe(false);
    expect(clouds.writes()).toEqual([]);

    succeeded(await stack.up({ refresh: batch === "second" }));
    const tested = await command("test", file);
    const printed = named(tested.stdout, others);
    for (const { place } of some) expect(printed).toMatch(lineOf(place));
    expect(tested.exitCode).toBe(2);
  }

  // Live, the groups of other stacks are there with their rules; the servers at Waldur are not.
  const live = join(project.folder, "live.yaml");
  writeFileSync(live, fileOf(cases.filter(({ intent }) => !intent.includes("server"))));
  const tested = await command("test", live, "--live", "--show-secrets");
  expect(named(tested.stdout, others)).toContain(
    'database is reachable from staging: icmp, by rule "ingress IPv4 icmp from group staging" of database and rule "egress IPv4 any to 0.0.0.0/0" of staging\n',
  );
  expect(tested.exitCode).toBe(2);
});

/** The least that the world may do now, without what is secret. */
const PROPOSED = `never:
  - from: world
    to:
      - admin
      - api
      - app
      - database
      - vault
      - web
  - from: world
    to:
      - balancer
      - edge
    except:
      - service: https
  - from: world
    to: office
    except:
      - service: dhcp
      - service: ssh
always:
  - from:
      - app
      - database
    to: database
    service: postgresql
`;
