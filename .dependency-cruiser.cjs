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
  to: {
    path: "^(provider|analysis|intents|components|testing|cli|plugin|sandbox|scripts|test|examples)/",
    pathNot: allowed,
  },
});

/** The folders that both clouds use, in the order of their imports: each may use itself and what is named here. */
const shared = {
  text: [],
  net: ["text"],
  http: ["text"],
  traffic: ["text", "net"],
  rules: ["text", "net", "traffic"],
  run: ["text", "http"],
  sync: ["text", "http"],
  kit: ["text", "net", "http", "traffic", "rules", "run", "sync"],
  engine: ["text", "net", "http", "traffic", "rules", "run", "sync", "kit"],
};
const folders = (names) => `(errors\\.ts|(${names.join("|")})/)`;
/** What a cloud may use besides its own folders; only its classes, lookups and presets meet the SDK. */
const sharedByClouds = folders(Object.keys(shared).filter((folder) => folder !== "engine"));

const sharedRules = Object.entries(shared).map(([folder, others]) =>
  only(
    `shared-${folder}`,
    `^provider/${folder}/`,
    `^provider/${folders([folder, ...others])}`,
    "what both clouds use knows neither of them, and its folders import one way",
  ),
);

/** The files of a resource by what they are for, and which others each may use: a preview shares with what writes only the plan and what exists. */
const stages = {
  plan: { files: ["plan"], uses: [] },
  wait: { files: ["wait"], uses: ["plan"] },
  existing: { files: ["existing"], uses: ["plan"] },
  recovery: { files: ["recover", "tenant-pull", "after-failure"], uses: ["plan", "wait"] },
  write: {
    files: ["create", "update", "delete", "apply", "reconcile", "writes"],
    uses: ["plan", "wait", "existing", "recovery"],
  },
  preview: { files: ["check", "statements", "planned-change"], uses: ["plan", "existing"] },
};
const filesOf = (...names) => `(${names.flatMap((name) => stages[name].files).join("|")})\\.ts$`;
const resourceRules = Object.entries(stages).map(([stage, { uses }]) => ({
  name: `resource-${stage}`,
  severity: "error",
  comment: "plan <- wait <- recovery <- write, plan <- existing <- write, preview",
  from: { path: `^provider/(waldur|e24cloud)/[^/]+/${filesOf(stage)}` },
  to: {
    path: `^provider/(waldur|e24cloud)/[^/]+/${filesOf(...Object.keys(stages))}`,
    pathNot: `/${filesOf(stage, ...uses)}`,
  },
}));

/** Checks use settings and secrets, which do not import them. */
const kitRules = {
  name: "kit-checks",
  severity: "error",
  comment: "secrets, settings <- checks",
  from: { path: "^provider/kit/(secrets|settings)\\.ts$" },
  to: { path: "^provider/kit/(check-rules|define-resource|operation)\\.ts$" },
};

/** `api <- rule <- plan <- resource CRUD <- resource class`, in each cloud. */
const cloudRules = ["waldur", "e24cloud"].flatMap((cloud) => {
  const own = `^provider/${cloud}/`;
  const within = (...folders) => `^provider/(${sharedByClouds}|${cloud}/(${folders.join("|")}))`;
  return [
    only(`${cloud}-api`, `${own}api/`, within("api/"), "the API client knows neither rules nor resources"),
    only(`${cloud}-rule`, `${own}rule/`, within("api/", "rule/"), "a rule knows no resource"),
    only(
      `${cloud}-plan`,
      `${own}[^/]+/plan\\.ts$`,
      within("rule/", "[^/]+/plan\\.ts$"),
      "planning is pure: rules in, calls out",
    ),
    only(
      `${cloud}-one-cloud`,
      own,
      `^provider/(${folders(Object.keys(shared))}|provider\\.ts|${cloud}/)`,
      "a cloud knows no other",
    ),
    {
      name: `${cloud}-knows-no-engine`,
      severity: "error",
      comment: "only resource classes, lookups and presets meet the SDK",
      from: { path: own, pathNot: "/(resource|lookups|presets|index)\\.ts$" },
      to: { path: "^provider/engine/" },
    },
    {
      name: `${cloud}-crud-knows-no-class`,
      severity: "error",
      comment: "the resource classes import the CRUD code, not the other way round",
      from: { path: `${own}[^/]+/`, pathNot: "/(resource|args)\\.ts$" },
      to: { path: `${own}([^/]+/resource|lookups|presets|index)\\.ts$` },
    },
  ];
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    ...sharedRules,
    only("errors", "^provider/errors\\.ts$", "^$", "the base of all"),
    ...cloudRules,
    ...resourceRules,
    kitRules,
    only("provider", "^provider/", "^provider/", "the provider stands alone"),
    only("components", "^components/", "^(components|provider)/"),
    only(
      "analysis",
      "^analysis/",
      `^(analysis/|provider/${folders(["text", "net", "traffic", "rules"])})`,
      "questions about traffic are pure",
    ),
    only("intents", "^intents/", "^(intents|analysis|provider)/"),
    only("testing", "^testing/", "^(testing|analysis|provider)/"),
    only(
      "cli",
      "^cli/",
      "^(cli|intents|analysis|provider|sandbox)/",
      "a command line starts quickly without the SDK",
    ),
    only(
      "plugin",
      "^plugin/",
      "^(plugin/|components/index\\.ts$|provider/((handlers|provider)\\.ts$|errors\\.ts$|http/attempt\\.ts$|kit/|engine/(program|engine-log|to-dynamic-provider|lookups)\\.ts$|run/|text/|rules/rule-map\\.ts$|[^/]+/(lookups|api/(group-)?filters)\\.ts$))",
      "the plugin knows gRPC and the schema, and nothing of rules",
    ),
    only("sandbox", "^sandbox/", "^sandbox/", "an emulator that shares code with the client proves nothing"),
    {
      name: "pulumi-at-run-time",
      severity: "error",
      comment: "only resource classes, lookups, presets and components use Pulumi at run time",
      from: {
        path: "^(provider|analysis|intents|testing|cli|sandbox)/",
        pathNot: [
          "^provider/provider\\.ts$",
          "^provider/engine/",
          "^provider/[^/]+/(lookups|presets)\\.ts$",
          "^provider/[^/]+/[^/]+/(resource)\\.ts$",
          "^testing/",
          "^intents/(index|ends|program)\\.ts$",
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
