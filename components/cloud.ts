/** The clouds that a policy can be for. */
export const Cloud = { waldur: "waldur", e24cloud: "e24cloud" } as const;
export type Cloud = (typeof Cloud)[keyof typeof Cloud];

/** What is wrong with the name of a cloud, for programs without types. */
export function cloudProblems(cloud: string): string[] {
  if (Object.hasOwn(Cloud, cloud)) return [];
  const words = Object.values(Cloud).map((known) => JSON.stringify(known));
  return [`cloud is ${JSON.stringify(cloud)}: write ${words.join(" or ")}`];
}
