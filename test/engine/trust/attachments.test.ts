import { engineLives } from "../../../scripts/trust/attachments/attachments";
import { useYaml } from "../harness/yaml";
import { providerModes } from "../modes/provider-mode";

useYaml();

/** A sample of `npm run trust -- attachments`: every second of its faults, shared among the modes and releases. */
const runs = engineLives(providerModes, 8);

test.each(runs.map((one) => [one.name, one] as const))(
  "lives of attachments, a call of each of which fails, end as wanted, with the groups of others: %s",
  async (_name, one) => {
    const { lives, hit } = await one.run();
    // The longest lives have more calls than others.
    expect(Number(hit)).toBeGreaterThan(0.75 * Number(lives));
  },
);
