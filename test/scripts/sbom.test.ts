import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const repository = resolve(__dirname, "../..");

interface Bill {
  bomFormat: string;
  metadata: { component: { name: string; version: string } };
  components: { name: string; version: string; licenses: { license: { id: string } }[] }[];
}

/** Licences that let a package be used and passed on in whatever is built with it. */
const PERMISSIVE = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"];

test("the bill of materials names the package and its dependencies, in the locked versions", () => {
  const { dependencies, name, version } = JSON.parse(
    readFileSync(resolve(repository, "package.json"), "utf8"),
  ) as { dependencies: Record<string, string>; name: string; version: string };
  const { packages } = JSON.parse(readFileSync(resolve(repository, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version: string }>;
  };
  const { stdout, stderr } = spawnSync("npm", ["run", "--silent", "sbom"], {
    cwd: repository,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const bill = JSON.parse(stdout) as Bill;
  expect(bill.bomFormat).toBe("CycloneDX");
  expect(bill.metadata.component).toMatchObject({ name, version });
  const listed = Object.fromEntries(bill.components.map((one) => [one.name, one.version]));
  for (const one of Object.keys(dependencies)) {
    expect(listed[one]).toBe(packages[`node_modules/${one}`]?.version);
  }
  expect(listed).not.toHaveProperty(["jest"]);
  const licences = bill.components.map(
    (one) => [one.name, one.licenses.map(({ license }) => license.id).join()] as const,
  );
  expect(licences.filter(([, licence]) => !PERMISSIVE.includes(licence))).toEqual([]);
  const trust = readFileSync(resolve(repository, "internals/trust.md"), "utf8");
  const told = [...trust.matchAll(/^\| `([^`]+)` +\| (\S+) +\|$/gm)].map(([, name, licence]) => [
    name,
    licence,
  ]);
  expect(told).toEqual(licences.toSorted());
});
