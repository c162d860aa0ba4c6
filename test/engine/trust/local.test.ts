import { localCases } from "../../../scripts/trust/local/local";
import { providerModes } from "../modes/provider-mode";
import { useYaml } from "../harness/yaml";

useYaml();

/** A sample of `npm run trust -- local`: what only some users can try. `local-faults.test.ts` has others. */
const sample = [/^temporary folder full, dynamic/, /^pulumi is PID 1, native/];
const cases = localCases(providerModes).filter(({ name }) => sample.some((one) => one.test(name)));

test.each(cases.map((one) => [one.name, one] as const))(
  "a group is kept under another name, and destroyed when it should be: %s",
  async (_name, one) => {
    expect(await one.run()).toHaveProperty("skipped");
  },
);
