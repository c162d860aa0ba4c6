import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  type ServerWritableStream,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { messageOf, PartialFailure } from "../../provider/errors";
import { messageText } from "../../provider/text/printable";
import { toStruct } from "./properties";

/** An operation as gRPC wants it. Whatever it throws is answered with its message. */
export function answering<Request, Response>(
  run: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    run(call.request).then(
      (response) => callback(null, response),
      (error: unknown) => callback(failure(error)),
    );
  };
}

/** The same for an operation that answers with any number of messages, which it writes itself. */
export function streaming<Request, Response>(
  run: (call: ServerWritableStream<Request, Response>) => Promise<void>,
): handleServerStreamingCall<Request, Response> {
  return (call) => {
    run(call).then(
      () => call.end(),
      (error: unknown) => call.emit("error", failure(error)),
    );
  };
}

/** The engine keeps the id and the properties of a partially created resource, and shows the reasons. */
function failure(error: unknown): Pick<ServiceError, "code" | "details" | "metadata"> {
  const details = messageText(messageOf(error));
  const metadata = new Metadata();
  if (error instanceof PartialFailure) {
    const half = new ErrorResourceInitFailed()
      .setId(error.id)
      .setProperties(toStruct(error.properties))
      .setReasonsList([details]);
    const any = new Any();
    any.pack(half.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const answer = new Status().setCode(status.UNKNOWN).setMessage(details);
    answer.addDetails(any);
    // Where gRPC has the structured part of an error.
    metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  }
  return { code: status.UNKNOWN, details, metadata };
}
