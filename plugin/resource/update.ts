import { type UpdateRequest, UpdateResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Props } from "../../provider/kit/handlers";
import { UNKNOWN } from "../../provider/rules/rule-map";
import { fromStruct, toStruct } from "../wire/properties";
import { openedProps, sealedLike } from "../wire/seal";
import { sealingFailures } from "./failure";
import type { Calls } from "./calls";

export async function update(calls: Calls, request: UpdateRequest): Promise<UpdateResponse> {
  const [state, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
  const olds = openedProps(state);
  const outs = request.getPreview()
    ? await previewed(calls, request, { state, oldInputs: fromStruct(request.getOldInputs()), news })
    : await sealingFailures(news, async () => {
        const stored = await calls.run(request, (handlers, context) =>
          handlers.update(request.getId(), olds, openedProps(news), context),
        );
        return sealedLike(stored.outs, news);
      });
  return new UpdateResponse().setProperties(toStruct(outs));
}

/** An update changes what the inputs say, and what it repairs; the rest of the outputs is known to stay. */
async function previewed(
  calls: Calls,
  request: UpdateRequest,
  { state, oldInputs, news }: Readonly<Record<"state" | "oldInputs" | "news", Props>>,
): Promise<Props> {
  const { repairs = [] } = await calls.run(request, (handlers) =>
    handlers.diff(request.getId(), openedProps(state), openedProps(news)),
  );
  const outs: Record<string, unknown> = { ...state };
  for (const name of Object.keys(oldInputs)) delete outs[name];
  for (const name of repairs) outs[name] = UNKNOWN;
  return { ...outs, ...news };
}
