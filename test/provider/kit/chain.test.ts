import { handlersOf } from "../../../provider/handlers";
import { chain, type Link } from "../../../provider/kit/handlers";
import { EngineRuns } from "../engine-runs";

const { waldurSecurityGroup } = handlersOf(new EngineRuns());
const context = { print: () => undefined };

test("a diff whose result is lost on the way is an error, and not an answer that nothing changes", async () => {
  const loses: Link = () => Promise.resolve({});
  const handlers = chain(waldurSecurityGroup, [loses]);
  await expect(handlers.diff("0".repeat(32), {}, {})).rejects.toThrow("a diff has ended without a result");
});

test("links come in the order of the list, the first one outermost", async () => {
  const seen: string[] = [];
  const link =
    (name: string): Link =>
    async (call, next) => {
      seen.push(`${name} in`);
      const answer = await next(call);
      seen.push(`${name} out`);
      return answer;
    };
  const ends: Link = () => Promise.resolve({ failures: ["refused"] });
  const handlers = chain(waldurSecurityGroup, [link("outer"), link("inner"), ends]);
  expect(await handlers.check({}, {}, context)).toEqual({ inputs: {}, failures: ["refused"] });
  expect(seen).toEqual(["outer in", "inner in", "inner out", "outer out"]);
});
