/** The package as Pulumi's settings and the native plugin name it. */
export const PACKAGE = "security-groups";

/** A type of dynamic resource as the plugin has it: `security-groups:waldur:SecurityGroup`. */
export const nativeType = (type: string) => type.replace(/^pulumi-nodejs:dynamic\//, `${PACKAGE}:`);

/** Whether a resource is of a type of this package, by whichever door it came. */
export const isOfType = (value: object, type: string): boolean =>
  "__pulumiType" in value && (value.__pulumiType === type || value.__pulumiType === nativeType(type));
