import * as pulumi from "@pulumi/pulumi";

/** Mocks as Pulumi's guide to unit tests has them: ids made of names, and outputs that are the inputs. */
export async function mockPulumi({ preview = false, ids = true } = {}): Promise<void> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: ids ? `${name}_id` : undefined, state: inputs as Inputs }),
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
  const [outcome] = await Promise.allSettled([assertion]);
  if (outcome.status === "fulfilled") throw new Error("the matcher passes");
  return String(outcome.reason).replace(/^Error: /, "");
}
