import type { Context } from "hono";
import { ApiError, ValidationError } from "./errors";
import { jsonError } from "./json-error";

/** The parsed body; an empty one is an empty object. @throws ApiError (415), ValidationError for what is no JSON */
export async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text();
  if (text === "") return {};
  const type = c.req.header("content-type") ?? "";
  if (/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return c.req.parseBody();
  if (!/^application\/json\b/i.test(type))
    throw new ApiError(415, { detail: `Unsupported media type "${type}" in request.` });
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ValidationError({ detail: `JSON parse error - ${jsonError(text)}` });
  }
}
