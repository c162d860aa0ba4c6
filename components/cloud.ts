/** The clouds that a policy can be for. */
export const Cloud = { waldur: "waldur", e24cloud: "e24cloud" } as const;
export type Cloud = (typeof Cloud)[keyof typeof Cloud];
