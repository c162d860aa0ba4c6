import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Props } from "../../provider/kit/handlers";

/** Properties as received over the wire, secrets still sealed (`seal.ts`). */
export const fromStruct = (struct: Struct | undefined): Props => struct?.toJavaScript() ?? {};

export function toStruct(properties: Props): Struct {
  return Struct.fromJavaScript(fieldsOf(properties));
}

/** Without `undefined`, for which the wire has no form. */
function fieldsOf(properties: object): Record<string, JavaScriptValue> {
  const known = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): JavaScriptValue {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "object" && value !== null ? fieldsOf(value) : null;
}
