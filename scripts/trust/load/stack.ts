import { startE24cloudSandbox } from "../../../sandbox/e24cloud";
import { startWaldurSandbox } from "../../../sandbox/waldur";
import { linkedProject } from "../../runner/project";
import { openStack, type OperationResult, succeeded } from "../../runner/stack";
import type { Figures } from "../chapter";
import { Front } from "../front";

/** The setting that bounds them, as it is by default. */
const MAX_CONNECTIONS = 8;

/** A program that makes the same groups with other rules each time. */
export type Program = (version: number) => readonly string[];

/** The life of a stack on the engine: created, refreshed, changed and destroyed. */
export async function lifeOf(program: Program): Promise<Figures> {
  const [waldur, e24cloud] = await Promise.all([
    startWaldurSandbox({ delay: 0, workers: null, openstackCallTime: 0 }),
    startE24cloudSandbox({ defaultRules: "none" }),
  ]);
  const unlimited = { security_group_count: -1, security_group_rule_count: -1 };
  waldur.edits.changeTenant(waldur.tenantUuid, { quotas: unlimited });
  const fronts = await Promise.all([waldur.apiUrl, e24cloud.endpoint].map((url) => Front.before(url)));
  const project = linkedProject({
    "Pulumi.yaml": "name: load\nruntime: nodejs\n",
    "package.json": '{ "name": "load", "main": "index.js" }\n',
  });
  const write = (version: number) => project.write({ "index.js": program(version).join("\n") });
  const stack = await openStack({
    project: write(0).folder,
    config: {
      "waldur:apiUrl": `${fronts[0]?.origin}/api/`,
      "waldur:token": { secret: waldur.token },
      "waldur:tenant": waldur.tenantUuid,
      "waldur:pollInterval": "0.05",
      "e24cloud:endpoint": fronts[1]?.origin ?? "",
      "e24cloud:apiKey": { secret: e24cloud.apiKey },
      "e24cloud:apiSecret": { secret: e24cloud.apiSecret },
      "e24cloud:pollInterval": "0.05",
    },
  });
  const time = async (run: () => Promise<OperationResult>) => {
    const start = performance.now();
    succeeded(await run());
    return { most: Math.round((performance.now() - start) / 1000) };
  };
  try {
    const create = await time(() => stack.up());
    const nothing = await time(() => stack.up());
    const refresh = await time(() => stack.refresh());
    write(1);
    const change = await time(() => stack.up());
    const destroy = await time(() => stack.destroy());
    const connections = Math.max(...fronts.map(({ mostConnections }) => mostConnections));
    if (connections > MAX_CONNECTIONS) throw new Error(`${connections} connections were open at a time`);
    return { create, nothing, refresh, change, destroy, connections: { most: connections } };
  } finally {
    await stack.close();
    project.remove();
    await Promise.all(fronts.map((front) => front.close()));
    await Promise.all([waldur.close(), e24cloud.close()]);
  }
}
