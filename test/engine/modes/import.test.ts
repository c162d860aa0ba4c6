import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Clouds, startClouds } from "../harness/clouds";
import { handMade, handMadeRules, idIn } from "../harness/hand-made";
import { succeeded, useEngine } from "../harness/stacks";
import { useYaml, yamlProgram } from "../harness/yaml";
import { nativeMode } from "./provider-mode";

useYaml();
const engine = useEngine();
let clouds: Clouds;
beforeEach(async () => {
  clouds = await startClouds();
});
afterEach(() => clouds.close());

const { https, exporters, ping, out } = handMadeRules;

/** A stack without any resource, whose program can be written. */
async function emptyStack() {
  const project = engine.project({ "Pulumi.yaml": yamlProgram({ resources: {} }) });
  const config = nativeMode.config(clouds);
  const stack = await engine.openStack({ project: project.folder, config, mode: "cli" });
  const generated = join(project.folder, "generated.yaml");
  return {
    stack,
    write: (parts: object) => void project.write({ "Pulumi.yaml": yamlProgram(parts) }),
    /** Imports, and returns the code that Pulumi makes of it. */
    import: async (...args: string[]): Promise<string> => {
      await stack.command("import", ...args, "--yes", "--protect=false", "--out", generated);
      return readFileSync(generated, "utf8");
    },
    folder: project.folder,
    file: (name: string, content: object) => {
      project.write({ [name]: JSON.stringify(content) });
      return join(project.folder, name);
    },
  };
}

test("an imported group reads as a person would write it, and the code of it is unchanged", async () => {
  const url = await handMade(clouds, "public web", [https, exporters, ping, out], "made by hand");
  clouds.forget();
  const { stack, write, import: imported } = await emptyStack();
  const code = await imported("security-groups:waldur:SecurityGroup", "web", url);
  expect(code).toBe(`resources:
  web:
    type: security-groups:waldur:SecurityGroup
    properties:
      description: made by hand
      name: public web
      rules:
        - cidr: ::/0
          direction: egress
        - cidr: 0.0.0.0/0
          icmpCode: 0
          icmpType: 8
          protocol: icmp
        - cidr: 0.0.0.0/0
          description: the world
          ports: 443
          protocol: tcp
        - cidr: 10.0.0.0/8
          ports: 8050-8060
          protocol: tcp
`);
  write(parse(code) as object);
  succeeded(await stack.preview({ expectNoChanges: true }));
  succeeded(await stack.up({ expectNoChanges: true, refresh: true }));
  expect(clouds.writes()).toEqual([]);
  succeeded(await stack.destroy());
  expect(() => clouds.waldur.edits.group(idIn(url))).toThrow();
});

test("so do the rules of a group, OpenStack's own group, one with a rule that no program can have, and a group of e24cloud", async () => {
  const { waldur, e24cloud } = clouds;
  const odd = idIn(await handMade(clouds, "odd", [https]));
  waldur.edits.addRule(odd, { protocol: "sctp", port_range_min: 7, port_range_max: 7 });
  await waldur.edits.backgroundPull();
  const rulesOf = idIn(await handMade(clouds, "elsewhere", [https]));
  const edge = e24cloud.secondWriter.create("edge").id;
  e24cloud.secondWriter.change(edge, "group-add-rule", {
    direction: "IN",
    protocol: "TCP",
    min_port: 80,
    max_port: 88,
    src_address: "10.0.0.0/8",
  });
  const answer = await fetch(`${waldur.apiUrl}openstack-security-groups/?name_exact=default`, {
    headers: { authorization: `Token ${waldur.token}` },
  });
  const [standard] = (await answer.json()) as { uuid: string }[];
  clouds.forget();
  const { stack, write, import: imported, file } = await emptyStack();
  const code = await imported(
    "--file",
    file("imports.json", {
      resources: [
        { type: "security-groups:waldur:SecurityGroupRules", name: "rules", id: rulesOf },
        { type: "security-groups:waldur:SecurityGroup", name: "standard", id: standard?.uuid },
        { type: "security-groups:waldur:SecurityGroup", name: "odd", id: odd },
        { type: "security-groups:e24cloud:FirewallGroup", name: "edge", id: edge.toUpperCase() },
      ],
    }),
  );
  expect(parse(code)).toMatchObject({
    resources: {
      rules: { properties: { securityGroup: rulesOf, rules: [{ protocol: "tcp", ports: 443 }] } },
      standard: { properties: { name: "default", adopt: true } },
      odd: { properties: expect.not.objectContaining({ rules: expect.anything() as unknown }) as unknown },
      edge: {
        properties: { name: "edge", rules: [{ protocol: "TCP", ports: "80-88", srcAddress: "10.0.0.0/8" }] },
      },
    },
  });
  write(parse(code) as object);
  succeeded(await stack.preview({ expectNoChanges: true }));
  succeeded(await stack.up({ expectNoChanges: true, refresh: true }));
  expect(clouds.writes()).toEqual([]);
});

test("50 groups are imported by a file, and their code is unchanged", async () => {
  const urls: string[] = [];
  for (let n = 0; n < 50; n += 1)
    urls.push(await handMade(clouds, `group ${n}`, [https, { ...exporters, to_port: 8060 + n }]));
  clouds.forget();
  const { stack, write, import: imported, file } = await emptyStack();
  const resources = urls.map((id, n) => ({
    type: "security-groups:waldur:SecurityGroup",
    name: `g${n}`,
    id,
  }));
  const path = file("imports.json", { resources });
  const began = performance.now();
  const code = await imported("--file", path);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`50 groups imported in ${seconds} s, ${code.split("\n").length - 1} lines of code`);
  write(parse(code) as object);
  succeeded(await stack.preview({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);
});

test.each([
  ["", "false"],
  [" with secretImports too", "true"],
])("the option import takes a group over, and keeps its secret rules secret%s", async (_too, setting) => {
  const secret = "198.51.100.77/32";
  const url = await handMade(clouds, "web", [{ ...https, cidr: secret }]);
  clouds.forget();
  const { stack, write } = await emptyStack();
  await stack.command("config", "set", "security-groups:secretImports", setting);
  const cidr = { "fn::secret": secret };
  write({
    resources: {
      web: {
        type: "security-groups:waldur:SecurityGroup",
        properties: { rules: [{ protocol: "tcp", ports: 443, cidr, description: "the world" }] },
        options: { import: idIn(url) },
      },
    },
  });
  // The read of an import does not know the program's secrets: the update after it, which sends nothing, seals them.
  expect(succeeded(await stack.up()).stdout).toContain("imported");
  expect(stack.stateFile()).not.toContain("198.51.100.77");
  succeeded(await stack.up({ expectNoChanges: true }));
  expect(clouds.writes()).toEqual([]);
});

test("with secretImports no rule or member is in state or on the screen in plain text, and a program that marks them is unchanged", async () => {
  const secret = "198.51.100.77";
  const [machine = ""] = clouds.e24cloud.virtualMachines;
  const [web, shared] = [
    idIn(await handMade(clouds, "web", [{ ...https, cidr: `${secret}/32` }])),
    idIn(await handMade(clouds, "shared", [{ ...https, cidr: `${secret}/32` }])),
  ];
  const { secondWriter } = clouds.e24cloud;
  const edge = secondWriter.create("edge").id;
  secondWriter.change(edge, "group-add-rule", {
    direction: "IN",
    protocol: "TCP",
    min_port: 80,
    max_port: 88,
    src_address: `${secret}/32`,
  });
  secondWriter.change(edge, "group-attach-vm", { id: machine });
  clouds.forget();
  const { stack, write, file, folder } = await emptyStack();
  await stack.command("config", "set", "security-groups:secretImports", "true");
  const resources = [
    { type: "security-groups:waldur:SecurityGroup", name: "web", id: web },
    { type: "security-groups:waldur:SecurityGroupRules", name: "rules", id: shared },
    { type: "security-groups:e24cloud:FirewallGroup", name: "edge", id: edge },
  ];
  const generated = join(folder, "generated.yaml");
  const hidden = (...texts: readonly string[]) => {
    for (const text of texts) for (const one of [secret, machine]) expect(text).not.toContain(one);
  };
  hidden(
    await stack.command(
      ...["import", "--file", file("imports.json", { resources }), "--yes", "--diff"],
      ...["--protect=false", "--out", generated],
    ),
    stack.stateFile(),
  );
  // The engine prints lists in plain text, whatever is secret in them.
  const code = readFileSync(generated, "utf8");
  for (const one of [secret, machine]) expect(code).toContain(one);
  write(
    parse(code, (key, value: unknown) =>
      ["rules", "virtualMachines"].includes(String(key)) && Array.isArray(value)
        ? { "fn::secret": value }
        : value,
    ) as object,
  );
  const preview = succeeded(await stack.preview({ expectNoChanges: true, diff: true }));
  const up = succeeded(await stack.up({ expectNoChanges: true, refresh: true, diff: true }));
  hidden(preview.stdout, preview.stderr, up.stdout, up.stderr, stack.stateFile());
  succeeded(await stack.refresh());
  hidden(stack.stateFile());
  expect(clouds.writes()).toEqual([]);

  await stack.command("config", "set", "security-groups:secretImports", "yes");
  expect((await stack.preview()).error).toContain("security-groups:secretImports must be true or false");
});

test("an id in another spelling than that of state is reported, since the option import would import it again and again", async () => {
  const url = await handMade(clouds, "web", [https]);
  const { stack } = await emptyStack();
  const said = await stack.command("import", "security-groups:waldur:SecurityGroup", "web", url, "--yes");
  expect(said).toContain(`state has the id ${idIn(url)}: where a program has the option import, write it so`);
});

test("what does not exist is reported", async () => {
  const { import: imported } = await emptyStack();
  const type = "security-groups:waldur:SecurityGroup";
  await expect(imported(type, "web", "web")).rejects.toThrow(
    /"web" is not a security group: give its uuid or its URL/,
  );
  await expect(imported(type, "web", "0".repeat(32))).rejects.toThrow(/does not exist/);
});
