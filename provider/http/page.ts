/** Whether an answer is a web page, as proxies, maintenance and other services give it. */
export const isPage = (body: unknown): boolean =>
  typeof body === "string" && /^\s*<(!doctype|html)/i.test(body);
