import type { DeleteRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { fromStruct } from "../wire/properties";
import { openedProps } from "../wire/seal";
import type { Calls } from "./calls";

export async function remove(calls: Calls, request: DeleteRequest): Promise<Empty> {
  const props = openedProps(fromStruct(request.getProperties()));
  await calls.run(request, (handlers, context) => handlers.delete(request.getId(), props, context));
  return new Empty();
}
