/** Patterns of an Accept header that fit what the server sends: JSON alone, as Waldur's own container is set up. */
const served = ["*/*", "application/*", "application/json"];

/** Whether a client takes anything that the server has. No header is anything. */
export function isAcceptable(accept = "*/*"): boolean {
  const types = accept.split(",").map((type) => type.split(";")[0]?.trim().toLowerCase() ?? "");
  return types.some((type) => served.includes(type));
}
