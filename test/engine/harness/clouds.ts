export { type Clouds, type CloudsOptions, startClouds } from "../../../scripts/runner/clouds";

/** The lines that every program of these tests begins with. */
export const program = (...lines: string[]) =>
  [
    'import * as pulumi from "@pulumi/pulumi";',
    'import { Provider } from "pulumi-security-groups";',
    'import * as e24cloud from "pulumi-security-groups/e24cloud";',
    'import * as waldur from "pulumi-security-groups/waldur";',
    ...lines,
  ].join("\n");
