import { CheckFailure, CheckRequest, CheckResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type ProgramContext, CONTEXT, typeInUrn } from "../../provider/kit/program-context";
import type { Props } from "../../provider/kit/handlers";
import { secretNames } from "../../provider/kit/secrets";
import { secretSettings } from "../settings";
import { fromStruct, toStruct } from "../wire/properties";
import { openedProps, sealedLike, secrecyOf } from "../wire/seal";
import type { Wording } from "../wording";
import type { Calls } from "./calls";

/**
 * Gives check what a class adds to its arguments: who the resource is, and what is secret.
 * @param settings those of the package, secrets sealed
 */
export async function check(
  calls: Calls,
  wording: Wording,
  request: CheckRequest,
  settings: Props,
): Promise<CheckResponse> {
  const given = fromStruct(request.getNews());
  const came = { ...secretSettings(settings, typeInUrn(request.getUrn())), ...given };
  const olds = openedProps(fromStruct(request.getOlds()));
  const { inputs, failures } = await calls.run(request, async (handlers, context) => {
    const secretInputs = await secretNames(came, secrecyOf(handlers));
    const news = {
      ...openedProps(came),
      secretInputs,
      [CONTEXT]: { ...programOf(request), omitsEmpty: true },
    };
    return handlers.check(olds, news, context);
  });
  // A failure that names a property makes the engine print all of it.
  const reported = failures.map((reason) => new CheckFailure().setReason(wording.ofText(reason)));
  return new CheckResponse().setInputs(toStruct(sealedLike(inputs, came))).setFailuresList(reported);
}

/** The engine has applied `pulumi:autonaming` to the resource's name already. */
function programOf(request: CheckRequest): ProgramContext {
  const urn = request.getUrn();
  const naming = request.getAutonaming();
  if (naming === undefined) return { urn };
  const { DISABLE } = CheckRequest.AutonamingOptions.Mode;
  return naming.getMode() === DISABLE
    ? { urn, autonaming: { mode: "disabled" } }
    : { urn, autonaming: { pattern: naming.getProposedName() } };
}
