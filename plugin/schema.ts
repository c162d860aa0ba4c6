import { z } from "zod";
import type { SettingNames } from "./wording";

/** Put in by the build, which makes it from the types of the package (`scripts/schema`). */
declare const PACKAGE_SCHEMA: string;

const properties = z.record(z.string(), z.unknown());

/** What the plugin itself needs of its schema. */
const schemaFields = z.object({
  version: z.string(),
  config: z.object({ variables: z.record(z.string(), z.object({ $ref: z.string().optional() })) }),
  types: z.record(z.string(), z.object({ properties })),
  resources: z.record(z.string(), z.object({ properties, inputProperties: properties })),
});

/** The package's schema, as Pulumi's documentation describes it (https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/). */
export class PackageSchema {
  private readonly fields: z.output<typeof schemaFields>;

  constructor(readonly text: string = PACKAGE_SCHEMA) {
    this.fields = schemaFields.parse(JSON.parse(text));
  }

  get version(): string {
    return this.fields.version;
  }

  /** The settings of both clouds, by the names that the handlers know: `waldur:token`. */
  get settings(): SettingNames {
    const { config, types } = this.fields;
    const names = Object.entries(config.variables).flatMap(([cloud, { $ref = "" }]) =>
      Object.keys(types[$ref.replace("#/types/", "")]?.properties ?? {}).map((name) => `${cloud}:${name}`),
    );
    return new Set(names);
  }

  /** The outputs of a type. */
  outputs(type: string): string[] {
    return Object.keys(this.fields.resources[type]?.properties ?? {});
  }

  /** Those of them that are not also inputs. */
  outputsOnly(type: string): string[] {
    const inputs = this.fields.resources[type]?.inputProperties ?? {};
    return this.outputs(type).filter((name) => !(name in inputs));
  }
}
