import { readFileSync } from "node:fs";
import path from "node:path";
import { startSandbox } from "../../sandbox";

const readme = readFileSync(path.resolve(__dirname, "../../sandbox/README.md"), "utf8");
const calls = [...readme.matchAll(/^curl -X (\w+) localhost:(\d+)(\S+) -d '(.*)'$/gm)].map(
  ([, method = "", port = "", target = "", body = ""]) => ({ method, port, target, body }),
);

test("the README's calls of the control endpoints are accepted", async () => {
  expect(calls.length).toBeGreaterThan(3);
  const sandbox = await startSandbox();
  for (const { method, port, target, body } of calls) {
    const { url } = port === "8080" ? sandbox.waldur : sandbox.e24cloud;
    const response = await fetch(url + target, { method, body });
    expect([body, response.ok]).toEqual([body, true]);
  }
  await sandbox.close();
});
