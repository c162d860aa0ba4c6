import { ruleKey as e24cloudKey, fromWire as fromE24cloud } from "../../../provider/e24cloud/rule/fields";
import { ruleKey as waldurKey, fromWire as fromWaldur } from "../../../provider/waldur/rule/fields";
import { startE24cloudSandbox } from "../../../sandbox/e24cloud";
import { ManagedGroup } from "../e24cloud/managed-group";
import { ManagedResource } from "../managed-resource";
import { crudFor, settingsFor, startSandbox } from "../waldur/sandbox";

/** A module of which some functions count their calls. */
function counted(path: string): object {
  const actual = jest.requireActual<Record<string, (...args: unknown[]) => unknown>>(path);
  const { ruleKey, fromWire } = actual;
  return { ...actual, ruleKey: jest.fn(ruleKey), fromWire: jest.fn(fromWire) };
}

jest.mock("../../../provider/waldur/rule/fields", () => counted("../../../provider/waldur/rule/fields"));
jest.mock("../../../provider/e24cloud/rule/fields", () => counted("../../../provider/e24cloud/rule/fields"));

const RULES = 100;
const rules = Array.from({ length: RULES }, (_, index) => ({ protocol: "tcp", ports: index + 1 }));

beforeEach(() => void jest.spyOn(console, "log").mockImplementation(() => undefined));
afterEach(() => jest.mocked(console.log).mockRestore());

/** Calls for each rule in each step of the update of a group that gets one rule more. */
async function callsOfUpdate(resource: ManagedResource, functions: { key: unknown; reading: unknown }) {
  const during = async <T>(step: () => Promise<T>) => {
    const before = callsOf(functions);
    const result = await step();
    const after = callsOf(functions);
    const perRule = (name: keyof typeof before) => Math.floor((after[name] - before[name]) / RULES);
    return { result, calls: { keys: perRule("keys"), readings: perRule("readings") } };
  };
  await resource.up({ name: "web", rules });
  const { id, outputs } = resource;
  const wanted = { name: "web", rules: [...rules, { protocol: "udp", ports: 53 }] };
  const { result: inputs, calls: check } = await during(() => resource.check(wanted));
  const { calls: diff } = await during(() => resource.crud.diff(id, outputs, inputs));
  const { calls: update } = await during(() => resource.crud.update(id, outputs, inputs));
  return { check, diff, update };
}

const callsOf = ({ key, reading }: { key: unknown; reading: unknown }) => ({
  keys: callCount(key),
  readings: callCount(reading),
});

function callCount(counted: unknown): number {
  if (!jest.isMockFunction(counted)) throw new Error("its calls are not counted");
  return counted.mock.calls.length;
}

/** The group is read before and after its write; the third key is that of the rule in state. */
const UPDATE = { keys: 3, readings: 2 };

test("an update puts each rule of an answer of Waldur into its key once, and each of its inputs", async () => {
  const sandbox = await startSandbox();
  const group = new ManagedResource(crudFor(settingsFor(sandbox)));
  const calls = await callsOfUpdate(group, { key: waldurKey, reading: fromWaldur });
  expect(calls).toEqual({ check: { keys: 2, readings: 0 }, diff: { keys: 4, readings: 0 }, update: UPDATE });
  await sandbox.close();
});

test("an update puts each rule of an answer of e24cloud into its key once, and each of its inputs", async () => {
  const sandbox = await startE24cloudSandbox();
  const calls = await callsOfUpdate(new ManagedGroup(sandbox), { key: e24cloudKey, reading: fromE24cloud });
  expect(calls).toEqual({ check: { keys: 4, readings: 0 }, diff: { keys: 3, readings: 0 }, update: UPDATE });
  await sandbox.close();
});
