import { startClouds } from "../../runner/clouds";
import { linkedProject } from "../../runner/project";
import { openStack, type OperationResult, succeeded } from "../../runner/stack";
import type { Figures } from "../chapter";
import { Front } from "../front";

/** The setting that bounds them, as it is by default. */
const MAX_CONNECTIONS = 8;

/** A program that makes the same groups with other rules each time. */
export type Program = (version: number) => readonly string[];

/**
 * The life of a stack on the engine: created, refreshed, changed and destroyed.
 * @param env of the engine, on top of what is inherited
 */
export async function lifeOf(program: Program, env: Readonly<Record<string, string>>): Promise<Figures> {
  const clouds = await startClouds({
    waldur: { delay: 0, workers: null, openstackCallTime: 0 },
    e24cloud: { defaultRules: "none" },
  });
  clouds.liftQuotas();
  const waldur = await Front.before(clouds.waldur.apiUrl);
  const e24cloud = await Front.before(clouds.e24cloud.endpoint);
  const fronts = [waldur, e24cloud];
  const project = linkedProject({
    "Pulumi.yaml": "name: load\nruntime: nodejs\n",
    "package.json": '{ "name": "load", "main": "index.js" }\n',
  });
  const write = (version: number) => project.write({ "index.js": program(version).join("\n") });
  const stack = await openStack({
    env,
    project: write(0).folder,
    config: {
      ...clouds.config,
      "waldur:apiUrl": `${waldur.origin}/api/`,
      "e24cloud:endpoint": e24cloud.origin,
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
    await clouds.close();
  }
}
