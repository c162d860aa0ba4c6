import type { ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Properties } from "./properties";
import { fromStruct } from "./properties";

/** What the engine keeps of a resource whose create or update failed half-way. */
export interface PartialState {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

/** An error as the host answers it to the engine. */
export class HostFailure extends Error {
  /** The gRPC status code. */
  readonly code: number;
  /** Present when the resource exists all the same. */
  readonly partial?: PartialState;

  constructor(error: ServiceError) {
    super(error.details);
    this.name = "HostFailure";
    this.code = error.code;
    const partial = partialState(error);
    if (partial) this.partial = partial;
  }
}

function partialState({ metadata }: ServiceError): PartialState | undefined {
  const [details] = metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return undefined;
  const [packed] = Status.deserializeBinary(details).getDetailsList();
  const failed = packed?.unpack(
    (bytes) => ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!failed) return undefined;
  return {
    id: failed.getId(),
    properties: fromStruct(failed.getProperties()),
    reasons: failed.getReasonsList(),
  };
}
