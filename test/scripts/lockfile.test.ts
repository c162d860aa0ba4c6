import { readFileSync } from "node:fs";
import { resolve } from "node:path";

interface Entry {
  resolved?: string;
  link?: boolean;
  integrity?: string;
  optionalDependencies?: Record<string, string>;
}

const lockfile = readFileSync(resolve(__dirname, "../../package-lock.json"), "utf8");
const { packages } = JSON.parse(lockfile) as { packages: Record<string, Entry> };

test("names no registry, and proves what it gets there", () => {
  const installed = Object.entries(packages).filter(
    ([path, { link }]) => path.includes("node_modules/") && link !== true,
  );
  expect(installed.length).toBeGreaterThan(100);
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  expect(installed.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-"))).toEqual([]);
});

test("holds the optional packages of every platform", () => {
  const optional = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
    Object.keys(optionalDependencies),
  );
  expect(optional).toEqual(expect.arrayContaining(["@swc/core-win32-x64-msvc", "fsevents"]));
  const locked = new Set(Object.keys(packages).map((path) => path.split("node_modules/").at(-1)));
  expect(optional.filter((name) => !locked.has(name))).toEqual([]);
});
