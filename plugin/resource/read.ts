import { type ReadRequest, ReadResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { CallContext, Found, ResourceHandlers } from "../../provider/core/pulumi/handlers";
import { nameInUrn } from "../../provider/core/pulumi/program/urn";
import { secretNames } from "../../provider/core/pulumi/secrets/secret-names";
import { fromStruct, toStruct } from "../wire/properties";
import { holdsSecret, isSealed, openedProps, sealed, sealedLike } from "../wire/seal";
import type { Calls } from "./calls";

/** Reads for a refresh; and where nothing is known of the resource yet, for an import or a look-up by id. */
export async function read(
  calls: Calls,
  request: ReadRequest,
  { secretImports }: { readonly secretImports: boolean },
): Promise<ReadResponse> {
  const came = fromStruct(request.getProperties());
  const isNew = Object.keys(came).length === 0;
  const found = await calls.run(request, (handlers, context) => {
    if (!isNew) return handlers.read(request.getId(), openedProps(came), context);
    const imported = handlers.import(request.getId(), nameInUrn(request.getUrn()), context);
    return secretImports ? readAsSecret(handlers, imported, context) : imported;
  });
  if (found === undefined) return new ReadResponse();
  const { id, outs, inputs = {} } = found;
  return new ReadResponse()
    .setId(id)
    .setProperties(toStruct(sealedLike(outs, came)))
    .setInputs(toStruct(sealedLike(inputs, came)));
}

/**
 * What was imported, as if a program kept all lists of its inputs secret, which are rules and members. It is read once
 * more, since the handler leaves out of other outputs what tells of secret inputs.
 */
async function readAsSecret(
  handlers: ResourceHandlers,
  importing: Promise<Found | undefined>,
  context: CallContext,
): Promise<Found | undefined> {
  const imported = await importing;
  if (imported === undefined) return undefined;
  const { id, outs, inputs = {} } = imported;
  const lists = Object.entries(inputs).filter(([, value]) => Array.isArray(value));
  const kept = Object.fromEntries(lists.map(([name, value]) => [name, sealed(value)]));
  const secretInputs = await secretNames(kept, { isSecret: holdsSecret, isWhole: isSealed });
  const found = await handlers.read(id, { ...outs, secretInputs }, context);
  return found && { ...found, inputs: { ...inputs, secretInputs } };
}
