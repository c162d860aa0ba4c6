import { promisify } from "node:util";
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import { SupportsFeatureRequest } from "@pulumi/pulumi/proto/resource_pb";
import { disconnectSync, getMonitor, resetOptions } from "@pulumi/pulumi/runtime/settings";
import { useOwnConnections } from "../../scripts/runner/own-connections";
import { loopback } from "../provider/http/loopback";

/** An address where nothing listens. */
async function unusedAddress(): Promise<string> {
  const server = await loopback(() => undefined);
  await server.close();
  return new URL(server.url).host;
}

/** Asks an engine something in a run of its own, and leaves the connection as the Automation API does. */
function askAnew(engine: string): Promise<unknown> {
  resetOptions("project", "stack", 1, "", engine, false, "");
  return new Promise((resolve, reject) => {
    getMonitor()?.supportsFeature(new SupportsFeatureRequest(), (error, answer) =>
      error ? reject(error) : resolve(answer),
    );
  });
}

afterEach(() => disconnectSync());

test("a run reaches its engine, though one at the same port has gone and is still called by an earlier run", async () => {
  useOwnConnections(require);
  const address = await unusedAddress();
  await expect(askAnew(address)).rejects.toMatchObject({ code: status.UNAVAILABLE });

  const engine = new Server();
  await promisify(engine.bindAsync.bind(engine))(address, ServerCredentials.createInsecure());
  try {
    await expect(askAnew(address)).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  } finally {
    engine.forceShutdown();
  }
});
