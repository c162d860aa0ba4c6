type Options = Record<string, unknown>;

const settings = "@pulumi/pulumi/runtime/settings";

/**
 * Has each run of a program connect to its engine by itself. Clients of one process share connections by address, and
 * the Automation API leaves some open when an engine ends. They are retried forever and count as down meanwhile: an
 * engine that is later given such a port would be called unavailable without having been asked.
 */
export function useOwnConnections(load: NodeJS.Require): void {
  // The SDK's newer releases pass the second to their clients, the older ones the first.
  const { grpcChannelOptions, grpcClientOptions } = load(settings) as Record<string, Options | undefined>;
  for (const options of [grpcChannelOptions, grpcClientOptions]) {
    if (options) options["grpc.use_local_subchannel_pool"] = 1;
  }
}
