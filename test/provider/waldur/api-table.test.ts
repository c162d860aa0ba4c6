import { readFileSync } from "node:fs";
import { join } from "node:path";
import { outputNames } from "../../../provider/waldur/security-group/state";

const table = readFileSync(join(__dirname, "../../../docs/waldur-api.md"), "utf8");

test("every output of a security group is in the table, and every output in the table is one", () => {
  const rows = [...table.matchAll(/^\|[^|]*\|\s*outputs? ((?:`\w+`(?:, )?)+)/gm)];
  const named = rows.flatMap(([, names = ""]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual([...outputNames].sort());
});
