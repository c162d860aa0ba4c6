import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { changesBetween } from "../../../plugin/resource/detailed-diff";

const { ADD, DELETE, UPDATE } = PropertyDiff.Kind;
const key = (port: number) => `ingress IPv4 tcp ${port} from 0.0.0.0/0`;

test("maps differ by their keys, down to the field", () => {
  const rule = { protocol: "tcp", description: "one" };
  expect(
    changesBetween(
      "rules",
      { [key(22)]: rule, [key(80)]: rule, [key(443)]: rule },
      { [key(443)]: { ...rule, description: "two" }, [key(80)]: rule, [key(8080)]: rule },
    ),
  ).toEqual([
    [`rules["${key(22)}"]`, DELETE],
    [`rules["${key(443)}"].description`, UPDATE],
    [`rules["${key(8080)}"]`, ADD],
  ]);
});

test("lists differ by position, and a quotation mark in a key is marked", () => {
  expect(changesBetween("users", ["a", "b"], ["a", "c", "d"])).toEqual([
    ["users[1]", UPDATE],
    ["users[2]", ADD],
  ]);
  expect(changesBetween("rules", { 'a "b"': 1 }, {})).toEqual([['rules["a \\"b\\""]', DELETE]]);
});

test("what is left out and what is undefined is the same", () => {
  expect(changesBetween("rules", { a: { b: undefined, c: 1 } }, { a: { c: 1 } })).toEqual([]);
  expect(changesBetween("name", undefined, "web")).toEqual([["name", ADD]]);
  expect(changesBetween("rules", {}, "(unknown)")).toEqual([["rules", UPDATE]]);
  expect(changesBetween("rules", [], {})).toEqual([["rules", UPDATE]]);
});
