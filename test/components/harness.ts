import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";

export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/** What programs of one test register with the SDK, and what they are warned of. Ids are `<name>-id`. */
export class Recorder implements pulumi.runtime.Mocks {
  readonly resources: Registered[] = [];

  newResource({ type, name, inputs, custom }: pulumi.runtime.MockResourceArgs) {
    const given = inputs as Record<string, unknown>;
    this.resources.push({ type, name, inputs: given });
    return { id: custom ? `${name}-id` : undefined, state: given };
  }

  call() {
    return {};
  }

  /** The inputs of a resource, as soon as it is registered. */
  async inputs(type: string, name: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.resources.find((one) => one.type === type && one.name === name);
      if (found !== undefined) return found.inputs;
      await setImmediate();
    }
  }

  names(): string[] {
    return this.resources.map(({ type, name }) => `${type} ${name}`);
  }
}

/** Lets programs register with the SDK alone. */
export async function recorded(options: { preview?: boolean } = {}): Promise<Recorder> {
  const recorder = new Recorder();
  await pulumi.runtime.setMocks(recorder, "project", "stack", options.preview ?? false);
  return recorder;
}

/** The value of an output. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
