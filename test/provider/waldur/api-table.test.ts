import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { wireDetails } from "../../../provider/waldur/api/schema";
import { camelCase } from "../../../provider/text/nearest";
import { outputNames } from "../../../provider/waldur/security-group/state";

const table = readFileSync(join(__dirname, "../../../docs/reference/waldur-api.md"), "utf8");

/** The names in rows whose second column begins so. */
function named(beginning: string): string[] {
  const rows = [...table.matchAll(new RegExp(`^\\|[^|]*\\|\\s*${beginning} ((?:\`\\w+\`(?:, )?)+)`, "gm"))];
  return rows
    .flatMap(([, names = ""]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ""))
    .sort();
}

/** The details have rows of their own, and rules of others no field. */
const withoutField = ["details", "unmanagedRules", "unreturnableRules"];

test("every output of a security group is in the table, and every output in the table is one", () => {
  expect(named("outputs?")).toEqual(outputNames.filter((name) => !withoutField.includes(name)).sort());
  expect(named("in the output `details`:")).toEqual(Object.keys(wireDetails.shape).map(camelCase).sort());
});

test("nothing calls the action that deletes all groups which are not named, nor reads the pages about connectivity", () => {
  const root = resolve(__dirname, "../../..");
  const sources = ["provider", "cli", "plugin"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => join(folder, file)),
  );
  const called = /push_security_groups|diagnose_connectivity|\/topology/;
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((file) => called.test(readFileSync(join(root, file), "utf8")))).toEqual([]);
});
