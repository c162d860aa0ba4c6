import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { engineAddress, engineOfHost } from "../../../provider/run/engine-address";
import { notesFolders, RunNotes } from "../../../provider/run/run-notes";
import { Ownership } from "../../../provider/run/resources";
import { until } from "../../../scripts/runner/until";

const [a, b] = [
  { urn: "urn:a", title: 'Group "a"' },
  { urn: "urn:b", title: 'Group "b"' },
];
let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ownership-"));
  folder = join(root, "notes");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const ADDRESS = "127.0.0.1:1";
/** Another process of the run whose engine is at an address. */
const process = (address = ADDRESS, ...folders: string[]) =>
  new Ownership(new RunNotes(address, folders.length > 0 ? folders : [folder]));
/** All files of notes, with their folder. */
const files = (within = folder): string[] =>
  readdirSync(within, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const noteFiles = () => files().filter((file) => /[0-9a-f]{64}$/.test(file));

describe("within a process", () => {
  test("a claim is refused to all others, not to its owner", () => {
    const owners = new Ownership(new RunNotes());
    expect(owners.claim("name web", a)).toBeUndefined();
    expect(owners.claim("name web", a)).toBeUndefined();
    expect(owners.claim("name web", b)).toMatchObject(a);
    expect(owners.claim("name db", b)).toBeUndefined();
  });

  test("what is only wanted may be deleted, what is kept may not", () => {
    const owners = new Ownership(new RunNotes());
    owners.claim("group 1", a);
    expect(owners.keeper(["group 1"])).toBeUndefined();
    owners.keep("group 1", a);
    expect(owners.keeper(["group 1"])).toMatchObject(a);
    expect(owners.keeper(["group 2", "group 1"], a.urn)).toMatchObject(a);
    expect(owners.keeper(["group 2"])).toBeUndefined();
  });

  test("what the engine may yet replace is deleted by its own resource, and by no other", () => {
    const owners = new Ownership(new RunNotes());
    owners.keep("group 1", a, false);
    expect(owners.keeper(["group 1"], a.urn)).toBeUndefined();
    expect(owners.keeper(["group 1"], b.urn)).toMatchObject(a);
    owners.keep("group 1", a);
    expect(owners.keeper(["group 1"], a.urn)).toMatchObject(a);
  });
});

describe("among the processes of a run", () => {
  test("claims and what is kept are seen by all, and by no other run", () => {
    const [mine, theirs, others] = [process(), process(), process("127.0.0.1:2")];
    expect(mine.claim("name web", a)).toBeUndefined();
    expect(theirs.claim("name web", b)).toMatchObject(a);
    expect(others.claim("name web", b)).toBeUndefined();
    mine.keep("group 1", a);
    expect(theirs.keeper(["group 1"])).toMatchObject(a);
    expect(others.keeper(["group 1"])).toBeUndefined();
  });

  test("of claims at the same time one wins", () => {
    const owners = Array.from({ length: 20 }, (_, urn) => ({ urn: String(urn), title: "" }));
    const won = owners.filter((owner) => process().claim("name web", owner) === undefined);
    expect(won).toHaveLength(1);
  });

  test("notes are for the user alone, and nothing in them but who has something", () => {
    process().claim("name of a secret group", a);
    for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) {
      expect(statSync(path).mode & 0o777).toBe(0o700);
    }
    for (const file of files()) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(`${file} ${readFileSync(file, "utf8")}`).not.toContain("secret group");
    }
  });

  test("a note that is broken stops the delete that it is about, and no other", () => {
    const mine = process();
    mine.keep("group 1", a);
    const [broken = ""] = noteFiles();
    mine.keep("group 2", b);
    writeFileSync(broken, '{"urn":');
    expect(process().keeper(["group 2"])).toMatchObject(b);
    expect(process().keeper(["group 3"])).toBeUndefined();
    expect(() => process().keeper(["group 1"])).toThrow(/nothing is deleted.*a note cannot be read/);
    // The process that has written it knows.
    expect(mine.keeper(["group 1"])).toMatchObject(a);
  });
});

describe("where notes cannot be kept", () => {
  /** A file where a folder would have to be: even for root there is no way in. */
  const blocked = () => {
    writeFileSync(folder, "");
    return folder;
  };

  test("nothing is deleted, and the error says which folder and which variable", () => {
    const owners = process(ADDRESS, blocked());
    expect(() => owners.keeper(["group 1"])).toThrow(
      new RegExp(
        `nothing is deleted.*${folder}: .*PULUMI_SECURITY_GROUPS_NOTES to a writable folder of your own`,
      ),
    );
    // What this process knows by itself it still knows, and noting never throws.
    owners.keep("group 2", a);
    expect(owners.keeper(["group 2"])).toMatchObject(a);
    expect(owners.claim("name web", a)).toBeUndefined();
    expect(owners.claim("name web", b)).toMatchObject(a);
  });

  test("the second choice takes them, and is read by those that can use the first", () => {
    const second = join(root, "second");
    process(ADDRESS, blocked(), second).keep("group 1", a);
    expect(statSync(second).mode & 0o777).toBe(0o700);
    rmSync(folder);
    expect(process(ADDRESS, folder, second).keeper(["group 1"])).toMatchObject(a);
  });

  test("a note that was lost stops all deletes of the run, no matter who asks and what can be written by then", () => {
    const mine = process();
    mine.keep("group 1", a);
    const [run = ""] = readdirSync(folder);
    // A folder in the place of a note: no file can take its name.
    mkdirSync(join(folder, run, "blocked"));
    const [note = ""] = noteFiles();
    rmSync(note);
    mkdirSync(note);
    mine.keep("group 1", b);
    rmSync(note, { recursive: true });
    expect(() => process().keeper(["group 9"])).toThrow(/nothing is deleted.*a note could not be written/);
    expect(process("127.0.0.1:2").keeper(["group 9"])).toBeUndefined();
  });

  test("neither a link nor a folder that others can write to is taken as it is", () => {
    const elsewhere = join(root, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, folder);
    expect(() => process().keeper(["group 1"])).toThrow("is not a folder of this user");
    rmSync(folder);
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    expect(process().keeper(["group 1"])).toBeUndefined();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  (globalThis.process.getuid?.() === 0 ? test : test.skip)(
    "a folder of somebody else is neither written nor believed",
    () => {
      process().keep("group 1", a);
      chownSync(folder, 65534, 65534);
      expect(() => process().keeper(["group 1"])).toThrow("is not a folder of this user");
      const second = join(root, "second");
      expect(process(ADDRESS, folder, second).keeper(["group 1"])).toBeUndefined();
    },
  );
});

test("notes of runs that have ended are removed, those of a run that lives stay", async () => {
  const servers = [createServer(), createServer()];
  const addresses = await Promise.all(servers.map(listening));
  const [living = "", ended = ""] = addresses;
  addresses.forEach((address) => process(address).keep("group 1", a));
  const old = join(folder, `${"0".repeat(16)}-${encodeURIComponent(living)}`);
  mkdirSync(old);
  utimesSync(old, new Date(0), new Date(0));
  const elsewhere = join(folder, `${"1".repeat(16)}-${encodeURIComponent("127.0.0.1:9")}`);
  mkdirSync(elsewhere);
  await closed(servers[1]);
  process("127.0.0.1:3");
  await until(() => !readdirSync(folder).some((name) => name.endsWith(encodeURIComponent(ended))));
  await until(() => !readdirSync(folder).includes(old));
  expect(process(living).keeper(["group 1"])).toMatchObject(a);
  // Another machine's address cannot be tried from here.
  expect(readdirSync(folder)).toContain(elsewhere.split("/").at(-1));
  await closed(servers[0]);
});

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closed(server: Server | undefined): Promise<void> {
  server?.close();
  if (server?.listening) await once(server, "close");
}

describe("where notes lie", () => {
  test.each([
    [{ PULUMI_SECURITY_GROUPS_NOTES: "/mine", PULUMI_HOME: "/home" }, ["/mine"]],
    [{ PULUMI_HOME: "/home" }, ["/home/security-groups", join(tmpdir(), "pulumi-security-groups-")]],
    [{}, ["/.pulumi/security-groups", join(tmpdir(), "pulumi-security-groups-")]],
  ])("%j", (env, expected) => {
    const found = notesFolders(env);
    expect(found).toHaveLength(expected.length);
    expected.forEach((path, index) => expect(found[index]).toContain(path));
  });
});

describe("the engine's address", () => {
  test.each([
    [["127.0.0.1:4000"], "127.0.0.1:4000"],
    [["--logtostderr", "-v=9", "--tracing", "http://x:1", "127.0.0.1:4000"], "127.0.0.1:4000"],
    [[], undefined],
    [["test/provider"], undefined],
  ])("in the arguments %j of the plugin", (args, address) => {
    expect(engineAddress(args)).toBe(address);
  });

  test.each([
    ["/p/node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js", "127.0.0.1:4000"],
    ["C:\\p\\cmd\\dynamic-provider", "127.0.0.1:4000"],
    ["/p/node_modules/jest/bin/jest.js", undefined],
  ])("in a process of %s", (script, address) => {
    expect(engineOfHost(["node", script, "127.0.0.1:4000"])).toBe(address);
  });

  test("is not known to a test", () => {
    expect(engineOfHost()).toBeUndefined();
  });
});
