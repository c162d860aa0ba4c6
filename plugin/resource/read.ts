import { type ReadRequest, ReadResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { CallContext, Found, Props, ResourceHandlers } from "../../provider/kit/handlers";
import { nameInUrn, typeInUrn } from "../../provider/kit/program-context";
import { secretNames } from "../../provider/kit/secrets";
import { hasSecretImports, secretSettings } from "../settings";
import { fromStruct, toStruct } from "../wire/properties";
import { openedProps, sealed, sealedLike, secrecyOf } from "../wire/seal";
import type { Calls } from "./calls";

/** Reads for a refresh; and where nothing is known of the resource yet, for an import or a look-up by id. */
export async function read(calls: Calls, request: ReadRequest, settings: Props): Promise<ReadResponse> {
  const came = fromStruct(request.getProperties());
  const isNew = Object.keys(came).length === 0;
  const found = await calls.run(request, (handlers, context) => {
    if (!isNew) return handlers.read(request.getId(), openedProps(came), context);
    const imported = handlers.import(request.getId(), nameInUrn(request.getUrn()), context);
    return hasSecretImports(settings) ? readAsSecret(handlers, imported, context) : imported;
  });
  if (found === undefined) return new ReadResponse();
  const { id, outs, inputs = {} } = found;
  // What is imported has the settings in it before any check could say that they are secret.
  const known = isNew ? secretSettings(settings, typeInUrn(request.getUrn())) : came;
  return new ReadResponse()
    .setId(id)
    .setProperties(toStruct(sealedLike(outs, known)))
    .setInputs(toStruct(sealedLike(inputs, known)));
}

/**
 * What was imported, as if a program kept all lists of its inputs secret, which are rules and members. It is read once
 * more, since the handler leaves out of other outputs what reveals secret inputs.
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
  const secretInputs = await secretNames(kept, secrecyOf(handlers));
  const found = await handlers.read(id, { ...outs, secretInputs }, context);
  return found && { ...found, inputs: { ...inputs, secretInputs } };
}
