import { imported, refusedLines } from "./typescript-program";

const head = [
  imported("{ allow, anywhere, SecurityGroup, type AllowArgs }", "provider/waldur"),
  imported("* as e24cloud", "provider/e24cloud"),
  imported("{ Bastion }", "components"),
  "declare const office: string | undefined; declare const args: AllowArgs;",
];

test("a preset's source that may be undefined, what is misspelled; not what says what is meant", () => {
  const wrong = [
    "allow.htps();",
    'new SecurityGroup("web", { rulez: [] });',
    'new SecurityGroup("web", { rules: [{ direction: "in" }] });',
    "allow.grafana({ from: office });",
    "allow.grafana({ from: [office] });",
    "allow.grafana({ from: args.from });",
    "allow.grafana({ from: null });",
    "allow.egress({ to: office });",
    'allow.grafana({ form: "10.0.0.0/8" });',
    'allow.grafana({ from: "10.0.0.0/8", descripton: "typo" });',
    "e24cloud.allow.ssh({ from: office });",
    'new Bastion("admin", { fromCidrs: [office] });',
    'new Bastion("admin", { fromCidrs: "203.0.113.0/24" });',
  ];
  const right = [
    "allow.grafana();",
    "allow.grafana({});",
    "allow.grafana(args);",
    "allow.grafana({ from: office ?? anywhere });",
    "allow.grafana({ from: args.from ?? anywhere, description: args.description });",
    "allow.grafana({ ...(office && { from: office }) });",
    'allow.grafana({ from: ["10.0.0.0/8", "self"], to: "10.0.0.0/8" });',
    "e24cloud.allow.ssh({ from: office ?? e24cloud.anywhere });",
  ];
  expect(refusedLines([...head, ...right, ...wrong])).toEqual(wrong);
});
