import { CheckRequest, DiffRequest, DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { checkConfig, diffConfig, hasSecretImports, secretSettings, settingsIn } from "../../plugin/settings";
import { fromStruct, toStruct } from "../../plugin/wire/properties";
import { sealed } from "../../plugin/wire/seal";
import { UNKNOWN } from "../../provider/rules/rule-map";
import { Wording } from "../../plugin/wording";
import { placeOf } from "../../provider/kit/settings";
import { readWaldurSettings } from "../../provider/waldur/api/settings";

const known = new Set(["waldur:apiUrl", "waldur:token", "waldur:pullOnRefresh", "e24cloud:apiSecret"]);

function checked(news: Record<string, unknown>, provider = "default") {
  const urn = `urn:pulumi:dev::test::pulumi:providers:security-groups::${provider}`;
  const response = checkConfig(new CheckRequest().setUrn(urn).setNews(toStruct(news)), known);
  return {
    inputs: fromStruct(response.getInputs()),
    failures: response.getFailuresList().map((failure) => failure.getReason()),
  };
}

test("settings are objects, or the JSON that the engine makes of them in a stack's configuration", () => {
  const settings = { "waldur:apiUrl": "https://waldur.example.com", "waldur:pullOnRefresh": "true" };
  const waldur = { apiUrl: "https://waldur.example.com", pullOnRefresh: true };
  expect(settingsIn({ waldur })).toEqual(settings);
  expect(settingsIn({ waldur: JSON.stringify(waldur) })).toEqual(settings);
  expect(settingsIn({ waldur: sealed(JSON.stringify({ ...waldur, token: "t" })) })).toEqual({
    ...settings,
    "waldur:token": "t",
  });
  expect(settingsIn({ waldur: { ...waldur, token: sealed("t") } })).toEqual({
    ...settings,
    "waldur:token": "t",
  });
});

test("a token is sealed, no matter who gave it in plain text", () => {
  expect(checked({ waldur: { apiUrl: "a", token: "t" } }).inputs).toEqual({
    waldur: { apiUrl: "a", token: sealed("t") },
  });
  const text = JSON.stringify({ apiSecret: "s" });
  expect(checked({ e24cloud: text, version: "1.0.0" }).inputs).toEqual({
    e24cloud: sealed(text),
    version: "1.0.0",
  });
  expect(checked({ waldur: { apiUrl: "a" } })).toEqual({ inputs: { waldur: { apiUrl: "a" } }, failures: [] });
});

test("what is not a setting is refused, with those that there are", () => {
  expect(checked({ waldur: { tokn: "t" } }).failures).toEqual([
    "security-groups:waldur.tokn is not a setting: did you mean token?",
  ]);
  expect(checked({ waldur: "https://waldur.example.com" }).failures).toEqual([
    "security-groups:waldur must be an object of settings: set security-groups:waldur.apiUrl with --path.",
  ]);
});

test("of a Provider of the program, messages name it, and name no command for the stack's configuration", () => {
  expect(checked({ waldur: { tokn: "t" } }, "other").failures).toEqual([
    'waldur.tokn of the Provider "other" is not a setting: did you mean token?',
  ]);
  expect(checked({ waldur: "https://waldur.example.com" }, "other").failures).toEqual([
    'waldur of the Provider "other" must be an object of settings: write it as an object, such as { apiUrl: … }.',
  ]);
});

test("settings that are not known yet are neither refused nor taken for others", () => {
  const unknown = {
    waldur: { apiUrl: "a", token: sealed(UNKNOWN) },
    e24cloud: UNKNOWN,
    secretImports: UNKNOWN,
  };
  expect(checked(unknown, "other")).toEqual({ inputs: unknown, failures: [] });
  const change = new DiffRequest()
    .setOldInputs(toStruct({ waldur: { apiUrl: "a" } }))
    .setNews(toStruct({ waldur: UNKNOWN }));
  expect(diffConfig(change).getChanges()).toBe(DiffResponse.DiffChanges.DIFF_SOME);
  expect(settingsIn(unknown)).toEqual({ "waldur:apiUrl": "a" });
  expect(hasSecretImports(unknown)).toBe(true);
});

test("secret settings that are copied into resources are secret inputs of these", () => {
  const waldur = { apiUrl: sealed("https://waldur.example.com"), tenant: "t", token: sealed("x") };
  const group = "security-groups:waldur:SecurityGroup";
  expect(secretSettings({ waldur }, group)).toEqual({ apiUrl: sealed("https://waldur.example.com") });
  expect(secretSettings({ waldur: sealed({ tenant: "t" }) }, group)).toEqual({ tenant: sealed("t") });
  expect(secretSettings({ waldur }, "security-groups:e24cloud:FirewallGroup")).toEqual({});
  // The engine hands the configuration of a stack over as a string, sealed here for its token.
  expect(secretSettings({ waldur: sealed(JSON.stringify({ tenant: "t", token: "x" })) }, group)).toEqual({});
});

test("imports are secret where that is stated, as a string or not, and either everywhere or not at all", () => {
  expect(hasSecretImports({ secretImports: "true" })).toBe(true);
  expect(hasSecretImports({ secretImports: true })).toBe(true);
  expect(hasSecretImports({ secretImports: "false" })).toBe(false);
  expect(hasSecretImports({})).toBe(false);
  expect(checked({ secretImports: "true" })).toEqual({ inputs: { secretImports: "true" }, failures: [] });
  expect(checked({ secretImports: "yes" }).failures).toEqual([
    "security-groups:secretImports must be true or false.",
  ]);
});

test("a changed setting is an update, however it is written", () => {
  const changes = (olds: Record<string, unknown>, news: Record<string, unknown>) =>
    diffConfig(new DiffRequest().setOldInputs(toStruct(olds)).setNews(toStruct(news)));
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  const changed = changes({ waldur: { token: sealed("a") } }, { waldur: { token: sealed("b") } });
  expect(changed.getChanges()).toBe(DIFF_SOME);
  expect(changed.getReplacesList()).toEqual([]);
  expect(changes({ waldur: { token: sealed("a") } }, { waldur: { token: "a" } }).getChanges()).toBe(
    DIFF_NONE,
  );
});

test("messages name settings as this provider mode has them", () => {
  const wording = new Wording(known);
  expect(
    wording.ofText(
      "waldur:token is not set. Set it with pulumi config set --secret waldur:token, or otherwise.",
    ),
  ).toBe(
    "security-groups:waldur.token is not set. Set it with pulumi config set --path --secret security-groups:waldur.token, " +
      "or otherwise.",
  );
  expect(
    wording.ofText("pulumi config set waldur:apiUrl, http://waldur:8080/api/, dynamic/waldur:SecurityGroup"),
  ).toBe(
    "pulumi config set --path security-groups:waldur.apiUrl, http://waldur:8080/api/, dynamic/waldur:SecurityGroup",
  );
});

test("a remedy for settings of a Provider names its arguments, and no command for the stack's configuration", () => {
  const wording = new Wording(known);
  const config = {
    get: (key: string) => (key === "waldur:apiUrl" ? "https://waldur.example.com" : undefined),
  };
  const missing = () => {
    const thrown = jest.fn(() => readWaldurSettings(config));
    expect(thrown).toThrow();
    return wording.ofError(thrown.mock.results[0]?.value).message;
  };
  expect(missing()).toBe(
    "security-groups:waldur.token is not set. Set it with pulumi config set --path --secret security-groups:waldur.token " +
      "or the variable WALDUR_ACCESS_TOKEN; an explicit Provider takes waldur: { token: … }.",
  );
  wording.place = placeOf("urn:pulumi:dev::test::pulumi:providers:security-groups::other");
  expect(missing()).toBe(
    'waldur.token of the Provider "other" is not set. Set it with waldur: { token: … } of the Provider "other" or the ' +
      "variable WALDUR_ACCESS_TOKEN.",
  );
  expect(wording.ofText("Set a valid one with pulumi config set --secret waldur:token.")).toBe(
    'Set a valid one with waldur: { token: … } of the Provider "other".',
  );
});
