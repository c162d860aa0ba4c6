import process from "node:process";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { EngineLog } from "../provider/engine/engine-log";
import { endWithEngine, engineAddress } from "../provider/run/engine-address";
import { PackageSchema } from "./schema";
import { resourceProvider } from "./server";

/** The largest message, as the engine and the SDK have it: state with many rules is large. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

/** Without an address the plugin waits for an engine to attach, for `PULUMI_DEBUG_PROVIDERS=security-groups:PORT`. */
function main(): void {
  const address = engineAddress(process.argv.slice(2));
  const server = new Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  // Standard output has the port alone; lines go to the other where there is no engine, for debugging.
  const log = new EngineLog(console.error);
  const provider = resourceProvider(new PackageSchema(), { address, log });
  server.addService(ResourceProviderService, provider);
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    // The engine reads the port from the first line; nothing else may come before it.
    console.log(String(port));
    if (address !== undefined) endWithEngine();
  });
}

main();
