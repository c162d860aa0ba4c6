import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import * as components from "../../components";
import { serviceNames } from "../../provider/core/net/services";

const repository = resolve(__dirname, "../..");
const classes = Object.entries(components).flatMap(([name, one]) =>
  typeof one === "function" ? [name] : [],
);

/** What Pulumi's own analyzer makes of the components, as it does to offer them in other languages. */
function analyzed() {
  const folder = mkdtempSync(join(tmpdir(), "components-"));
  try {
    const main = relative(folder, join(repository, "components/index.ts"));
    const tsconfig = { extends: join(repository, "tsconfig.json"), include: [], files: [main] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
    const manifest = { name: "pulumi-security-groups", main };
    return new Analyzer(folder, "pulumi-security-groups", manifest, new Set(classes)).analyze();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("Pulumi's component analyzer accepts every component", () => {
  const schema = analyzed();
  expect(Object.keys(schema.components).sort()).toEqual(classes.sort());
  const outputs = Object.values(schema.components).flatMap((component) => Object.entries(component.outputs));
  expect(outputs.length).toBeGreaterThanOrEqual(classes.length);
  const text = expect.objectContaining({ type: "string" }) as unknown;
  for (const [name, output] of outputs) {
    expect(output).toEqual(
      name === "groupIds" ? expect.objectContaining({ additionalProperties: text }) : text,
    );
  }
  const ingress = schema.typeDefinitions["IngressArgs"]?.properties ?? {};
  expect(Object.keys(ingress)).toEqual(expect.arrayContaining([...serviceNames, "fromAnywhere", "tcp"]));
  expect(schema.dependencies).toEqual([]);
}, 60_000);
