/**
 * Which folder may import which, types included (ARCHITECTURE.md, "Imports"). `npm run lint` checks it.
 *
 * @param from a regular expression for the importing files
 * @param allowed one for what they may import of this project; everything else in it is refused
 */
const only = (name, from, allowed, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: "^(provider|components|testing|cli|plugin|sandbox|scripts|test|examples)/", pathNot: allowed },
});

/** The folders of `core` in the order of their imports: each may use itself and what is named here. */
const core = {
  text: [],
  net: ["text"],
  http: ["text"],
  traffic: ["text", "net"],
  rules: ["text", "net", "traffic"],
  run: ["text", "http"],
  sync: ["text", "http"],
  pulumi: ["text", "net", "http", "traffic", "rules", "run", "sync"],
};

const coreRules = Object.entries(core).map(([folder, others]) =>
  only(
    `core-${folder}`,
    `^provider/core/${folder}/`,
    `^provider/core/(errors\\.ts|(${[folder, ...others].join("|")})/)`,
    "core knows no cloud, and its folders import one way",
  ),
);

/** `api <- rule <- plan <- resource CRUD <- resource class`, in each cloud. */
const cloudRules = ["waldur", "e24cloud"].flatMap((cloud) => {
  const own = `^provider/${cloud}/`;
  const within = (...folders) => `^provider/(core/|${cloud}/(${folders.join("|")}))`;
  return [
    only(`${cloud}-api`, `${own}api/`, within("api/"), "the API client knows neither rules nor resources"),
    only(`${cloud}-rule`, `${own}rule/`, within("api/", "rule/"), "a rule knows no resource"),
    only(
      `${cloud}-plan`,
      `${own}[^/]+/plan(\\.ts$|/)`,
      within("rule/", "[^/]+/plan/"),
      "planning is pure: rules in, calls out",
    ),
    only(`${cloud}-one-cloud`, own, `^provider/(core/|provider\\.ts|${cloud}/)`, "a cloud knows no other"),
    {
      name: `${cloud}-crud-knows-no-class`,
      severity: "error",
      comment: "the resource classes stand on the CRUD code, not the other way round",
      from: { path: `${own}[^/]+/`, pathNot: "/(resource|args|rules-args)\\.ts$" },
      to: { path: `${own}([^/]+/resource|lookups|presets|index)\\.ts$` },
    },
  ];
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    ...coreRules,
    only("core-errors", "^provider/core/errors\\.ts$", "^$", "the base of all"),
    ...cloudRules,
    only("provider", "^provider/", "^provider/", "the provider stands alone"),
    only("components", "^components/", "^(components|provider)/"),
    only("testing", "^testing/", "^(testing|provider)/"),
    only("cli", "^cli/", "^(cli|provider|sandbox)/", "a command line starts quickly without the SDK"),
    only(
      "plugin",
      "^plugin/",
      "^(plugin/|components/index\\.ts$|provider/((handlers|provider)\\.ts$|core/(errors\\.ts$|http/user-agent\\.ts$|pulumi/|run/|text/|rules/unknowns\\.ts$)|[^/]+/(lookups|api/(group-)?filters)\\.ts$))",
      "the plugin knows gRPC and the schema, and nothing of rules",
    ),
    only("sandbox", "^sandbox/", "^sandbox/", "an emulator that shares code with the client proves nothing"),
    {
      name: "pulumi-at-run-time",
      severity: "error",
      comment: "only resource classes, lookups, presets and components use Pulumi at run time",
      from: {
        path: "^(provider|testing|cli|sandbox)/",
        pathNot: [
          "^provider/provider\\.ts$",
          "^provider/core/pulumi/(dynamic-resource|given-rules|empty-leaves|presets|program/(program|installation|end-hosts|registered)|lookups|settings/(unknown-settings|once-a-run)|secrets/(clear-settings|secret-args|secret-settings))\\.ts$",
          "^provider/[^/]+/(lookups|presets)\\.ts$",
          "^provider/[^/]+/[^/]+/(resource|rules-args)\\.ts$",
          "^testing/",
        ],
      },
      to: { path: "node_modules/@pulumi/", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
