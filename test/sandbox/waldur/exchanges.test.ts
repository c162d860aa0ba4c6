import { startWaldurSandbox } from "../../../sandbox/waldur";
import type { WaldurSandbox } from "../../../sandbox/waldur";
import { BetweenTheLines, contentTypes, sentAtOnce, waitedFor } from "./between-the-lines";
import { Bindings } from "./bindings";
import { differences } from "./comparison";
import { readRecording } from "./recording";
import type { Exchange, WatchedState } from "./recording";

let sandbox: WaldurSandbox;
let bindings: Bindings;
let between: BetweenTheLines;

beforeEach(async () => {
  sandbox = await startWaldurSandbox({ release: "2024-10", delay: 0, worker: false });
  bindings = new Bindings(sandbox.url);
  between = new BetweenTheLines(sandbox, bindings);
});
afterEach(() => sandbox.close());

test.each([
  ["waldur-exchanges.jsonl", { exchanges: 255, watchedStates: 47 }],
  ["waldur-exchanges-2.jsonl", { exchanges: 40, watchedStates: 13 }],
])("answers as the Waldur of %s did", async (file, all) => {
  const agreeing = { exchanges: 0, watchedStates: 0 };
  const disagreements: string[] = [];
  for (const line of readRecording(file)) {
    const isWatch = "poll" in line;
    const found = isWatch ? await watch(line) : await replay(line);
    if (found.length > 0) disagreements.push(`${isWatch ? line.section : line.title}: ${found.join("; ")}`);
    else agreeing[isWatch ? "watchedStates" : "exchanges"] += 1;
  }
  process.stdout.write(`${file}: ${agreeing.exchanges} of ${all.exchanges} exchanges agree, `);
  process.stdout.write(`${agreeing.watchedStates} of ${all.watchedStates} watched states\n`);
  expect(disagreements).toEqual([]);
  expect(agreeing).toEqual(all);
  expect(sandbox.faults.pending()).toEqual([]);
});

async function replay(exchange: Exchange): Promise<string[]> {
  const { title, request } = exchange;
  await between.before(exchange);
  const isWrite = !["GET", "HEAD", "OPTIONS"].includes(request.method);
  if ((isWrite && !sentAtOnce.test(title)) || waitedFor.test(title)) await between.settle();

  const response = await fetch(sandbox.url + bindings.translate(request.path), {
    method: request.method,
    redirect: "manual",
    headers: {
      ...(request.auth !== null && { authorization: request.auth }),
      "content-type": contentTypes[title] ?? "application/json",
    },
    ...(request.body !== null && { body: bindings.translate(request.body) }),
  });
  const copy = response.clone();
  const found = await differences(exchange, response, bindings);
  if (copy.status === 201) between.after(exchange, await copy.json());
  return found;
}

/** Once all is done, a watched group is where it was at the end of the watch. */
async function watch({ poll, states }: WatchedState): Promise<string[]> {
  await between.settle();
  const path = `openstack-security-groups/${bindings.translate(poll)}/?field=state`;
  const response = await fetch(sandbox.apiUrl + path, {
    headers: { authorization: `Token ${sandbox.tokens.staff}` },
  });
  const { state } = (await response.json()) as { state?: string };
  const wanted = states.at(-1)?.[1];
  const ours = state ?? `HTTP ${response.status}`;
  return ours === wanted ? [] : [`watched state ${wanted} is ${ours}`];
}
