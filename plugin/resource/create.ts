import { type CreateRequest, CreateResponse } from "@pulumi/pulumi/proto/provider_pb";
import { typeInUrn } from "../../provider/kit/program-context";
import { UNKNOWN } from "../../provider/rules/rule-map";
import type { PackageSchema } from "../schema";
import { fromStruct, toStruct } from "../wire/properties";
import { openedProps, sealedLike } from "../wire/seal";
import { sealingFailures } from "./failure";
import type { Calls } from "./calls";

export async function create(
  calls: Calls,
  schema: PackageSchema,
  request: CreateRequest,
): Promise<CreateResponse> {
  const came = fromStruct(request.getProperties());
  if (request.getPreview()) {
    const unknown = schema
      .outputsOnly(typeInUrn(request.getUrn()))
      .map((name): [string, string] => [name, UNKNOWN]);
    return new CreateResponse().setProperties(toStruct({ ...Object.fromEntries(unknown), ...came }));
  }
  const { id, outs } = await sealingFailures(came, () =>
    calls.run(request, (handlers, context) => handlers.create(openedProps(came), context)),
  );
  return new CreateResponse().setId(id).setProperties(toStruct(sealedLike(outs, came)));
}
