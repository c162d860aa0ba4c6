import { openStack, type Stack, steps } from "../runner/stack";
import { CloudView } from "./clouds";
import { handMade } from "./hand-made";
import { chapter, DemoFailure, engineSays, engineShowsChanges, expect, show, showRules } from "./narrator";
import { DemoProject } from "./project";
import { type Sandbox, startSandbox } from "../runner/sandbox-process";

/** The edit of the program: one rule more, one less and one changed on Waldur, one changed on e24cloud. */
const EDIT = [
  [
    "    ...waldur.allow.https(),\n",
    "    ...waldur.allow.https(),\n    ...waldur.allow.ping({ from: offices }),\n",
  ],
  [
    "  rules: [...waldur.allow.ssh({ from: offices }), ...waldur.allow.egress()],\n",
    "  rules: [...waldur.allow.egress()],\n",
  ],
  ['description: "exporters"', 'description: "node exporters"'],
  ["    ...e24cloud.allow.ssh({ from: offices }),\n", "    ...e24cloud.allow.rdp({ from: offices }),\n"],
] as const;

async function demo(): Promise<void> {
  const sandbox = await startSandbox("--waldur-delay", "300");
  const project = new DemoProject();
  try {
    const stack = await openQuickstart(project, sandbox);
    try {
      await play(stack, project, sandbox);
    } finally {
      await stack.close();
    }
  } finally {
    await sandbox.stop();
    project.remove();
  }
}

function openQuickstart(project: DemoProject, { waldur, e24cloud }: Sandbox): Promise<Stack> {
  return openStack({
    project: project.folder,
    stack: "dev",
    config: {
      "waldur:apiUrl": waldur.apiUrl,
      "waldur:token": { secret: waldur.token },
      "waldur:tenant": waldur.tenantUuid,
      "waldur:pollInterval": "0.5",
      "e24cloud:endpoint": e24cloud.endpoint,
      "e24cloud:apiKey": e24cloud.apiKey,
      "e24cloud:apiSecret": { secret: e24cloud.apiSecret },
      "e24cloud:pollInterval": "0.5",
      "security-groups-quickstart:virtualMachines": JSON.stringify(e24cloud.virtualMachines.slice(0, 1)),
    },
  });
}

async function play(stack: Stack, project: DemoProject, sandbox: Sandbox): Promise<void> {
  const clouds = new CloudView(sandbox, ["monitoring", "web", "edge"]);
  const changes = (result: Parameters<typeof steps>[0]) => steps(result).filter(({ op }) => op !== "same");

  chapter("Preview: what would be made");
  engineShowsChanges(await stack.preview({ diff: true }));
  expect((await clouds.writes()).length === 0, "a preview writes nothing");

  chapter("Up: three groups on two clouds");
  engineSays(await stack.up());
  showRules(await clouds.rules());

  chapter("An edit of the program, and its preview");
  show(project.edit(EDIT));
  engineShowsChanges(await stack.preview({ diff: true }));

  chapter("Up: only what changed is sent");
  await clouds.forget();
  engineSays(await stack.up());
  showRules(await clouds.rules());
  show(await clouds.writes());

  chapter("Somebody changes rules by hand; a refresh finds them");
  const wanted = await clouds.rules();
  await handMade(sandbox, await stack.outputs());
  showRules(await clouds.rules());
  engineShowsChanges(await stack.refresh({ diff: true }));

  chapter("Up: the program's rules are back");
  engineShowsChanges(await stack.up({ diff: true }));
  expect(same(await clouds.rules(), wanted), "both clouds have the rules of the program again");

  chapter("Up with nothing to do");
  await clouds.forget();
  const idle = engineSays(await stack.up());
  expect(changes(idle).length === 0, "the engine changes nothing");
  expect((await clouds.writes()).length === 0, "no write was sent");

  const state = stack.stateFile();
  expect(
    !state.includes(sandbox.waldur.token) && !state.includes(sandbox.e24cloud.apiSecret),
    "there is no token in the state",
  );

  chapter("Destroy");
  engineSays(await stack.destroy());
  expect((await clouds.rules()).size === 0, "nothing is left");
}

const same = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>) =>
  JSON.stringify([...a]) === JSON.stringify([...b]);

demo().catch((error: unknown) => {
  console.error(error instanceof DemoFailure ? error.message : error);
  process.exitCode = 1;
});
