import { credentials, type ServiceError } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { ComponentResource, ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { z } from "zod";
import { SecurityGroupsError } from "../provider/errors";
import { useNativeMode } from "../provider/engine/program";
import { PACKAGE } from "../provider/kit/resource-types";
import type { PackageSchema } from "./schema";

type Component = (name: string, inputs: Inputs, options: ComponentResourceOptions) => ComponentResource;

/** Arguments, which the components check themselves. */
const argsOf = <Args>(inputs: Inputs): Args =>
  z.custom<Args>((given) => typeof given === "object").parse(inputs);

/** The components are loaded when the first is asked for: they need the whole SDK, which takes its time. */
async function components(): Promise<Readonly<Record<string, Component>>> {
  const { Bastion, FirewallPolicy, LockedDefaultGroup, TieredApplication } =
    await import("../components/index.js");
  return {
    Bastion: (name, args, options) => new Bastion(name, argsOf(args), options),
    FirewallPolicy: (name, args, options) => new FirewallPolicy(name, argsOf(args), options),
    LockedDefaultGroup: (name, args, options) => new LockedDefaultGroup(name, argsOf(args), options),
    TieredApplication: (name, args, options) => new TieredApplication(name, argsOf(args), options),
  };
}

/** Makes components: the SDK has a server that does so and nothing else, and requests are passed on to it. */
export class Components {
  private server: Promise<ResourceProviderClient> | undefined;

  constructor(
    private readonly schema: PackageSchema,
    private readonly engine: () => string | undefined,
  ) {}

  async construct(request: ConstructRequest): Promise<ConstructResponse> {
    this.server ??= this.start();
    const server = await this.server;
    return new Promise((resolve, reject) => {
      server.construct(request, (error: ServiceError | null, response) =>
        error === null ? resolve(response) : reject(new SecurityGroupsError(error.details)),
      );
    });
  }

  private async start(): Promise<ResourceProviderClient> {
    useNativeMode(this.schema.version);
    const { main } = await import("@pulumi/pulumi/provider/index.js");
    const makers = await components();
    const port = await printedBy(() =>
      main(
        {
          version: this.schema.version,
          construct: async (name, type, inputs, options) => {
            const make = makers[type.replace(`${PACKAGE}:index:`, "")];
            if (make === undefined)
              throw new SecurityGroupsError(`${type} is not a component of this package.`);
            const component = make(name, inputs, options);
            const outputs = this.schema
              .outputs(type)
              .map((output): [string, unknown] => [output, Reflect.get(component, output)]);
            return { urn: component.urn, state: Object.fromEntries(outputs) };
          },
        },
        [this.engine() ?? ""],
      ),
    );
    return new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }
}

/** The line that the SDK's server prints, which is its port. The engine must not see it: it knows another one. */
async function printedBy(run: () => Promise<void>): Promise<string> {
  const { log } = console;
  let printed = "";
  console.log = (line: string) => (printed = line);
  try {
    await run();
  } finally {
    console.log = log;
  }
  return printed;
}
