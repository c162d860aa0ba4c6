import { type ReadRequest, ReadResponse } from "@pulumi/pulumi/proto/provider_pb";
import { nameInUrn } from "../../provider/core/pulumi/program/urn";
import { fromStruct, toStruct } from "../wire/properties";
import { openedProps, sealedLike } from "../wire/seal";
import type { Calls } from "./calls";

/** Reads for a refresh; and where nothing is known of the resource yet, for an import or a look-up by id. */
export async function read(calls: Calls, request: ReadRequest): Promise<ReadResponse> {
  const came = fromStruct(request.getProperties());
  const isNew = Object.keys(came).length === 0;
  const found = await calls.run(request, (handlers, context) =>
    isNew
      ? handlers.import(request.getId(), nameInUrn(request.getUrn()), context)
      : handlers.read(request.getId(), openedProps(came), context),
  );
  if (found === undefined) return new ReadResponse();
  const { id, outs, inputs = {} } = found;
  return new ReadResponse()
    .setId(id)
    .setProperties(toStruct(sealedLike(outs, came)))
    .setInputs(toStruct(sealedLike(inputs, came)));
}
