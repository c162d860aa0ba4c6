import { splitIgnoredPaths, withIgnoredRules } from "../../../provider/kit/program-context";

const HTTPS = "ingress IPv4 tcp 443 from 0.0.0.0/0";
const SSH = "ingress IPv4 tcp 22 from 10.0.0.0/8";
const rule = (port: number, description?: string) => ({ port, description });

describe("paths", () => {
  test("into rules name a rule by its key, or its description", () => {
    expect(
      splitIgnoredPaths(["description", "rules", `rules["${HTTPS}"]`, `rules["${SSH}"].description`]),
    ).toEqual({
      paths: ["description", "rules"],
      rules: [{ key: HTTPS }, { key: SSH, field: "description" }],
    });
  });

  test.each(["rules[0]", "rules[*]", "rules.ingress", `rules["${SSH}"].cidr`, "rules[0].ports"])(
    "%s is refused: it names no rule",
    (path) => {
      expect(() => splitIgnoredPaths([path])).toThrow(/has no effect\. Write "rules" for all rules/);
    },
  );
});

describe("an ignored rule", () => {
  test("that state has stays as it is there, whether the program has it or not", () => {
    const known = { [HTTPS]: rule(443, "old") };
    const ignored = [{ key: HTTPS }];
    expect(withIgnoredRules({ [SSH]: rule(22) }, known, ignored)).toEqual({ [SSH]: rule(22), ...known });
    expect(withIgnoredRules({ [HTTPS]: rule(443, "new") }, known, ignored)).toEqual(known);
  });

  test("that state lacks is not added", () => {
    expect(withIgnoredRules({ [HTTPS]: rule(443), [SSH]: rule(22) }, {}, [{ key: HTTPS }])).toEqual({
      [SSH]: rule(22),
    });
  });

  test("keeps its description alone", () => {
    const known = { [HTTPS]: rule(443, "old") };
    const ignored = [{ key: HTTPS, field: "description" as const }];
    expect(withIgnoredRules({ [HTTPS]: rule(443, "new") }, known, ignored)).toEqual(known);
    expect(withIgnoredRules({}, known, ignored)).toEqual({});
  });
});
