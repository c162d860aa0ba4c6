import * as pulumi from "@pulumi/pulumi";

/** Mocks as the guide to Pulumi's unit tests has them: ids made of names, and outputs that are the inputs. */
export async function mockPulumi({ preview = false } = {}): Promise<void> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({
        id: preview ? undefined : `${name}_id`,
        state: inputs as Inputs,
      }),
      call: () => ({}),
    },
    "project",
    "stack",
    preview,
  );
}
type Inputs = Record<string, unknown>;

/** What a matcher says when it fails; an error when it does not. */
export async function failure(assertion: Promise<void>): Promise<string> {
  try {
    await assertion;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("the matcher passes");
}
