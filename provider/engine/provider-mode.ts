/**
 * How the resources of this process come to the engine: as dynamic ones, whose handlers the engine's Node.js host finds
 * by a line of code in state, or as those of the native plugin, when the plugin itself makes them for a component.
 */
export type ProviderMode =
  { readonly kind: "dynamic" } | { readonly kind: "native"; readonly version: string };

let current: ProviderMode = { kind: "dynamic" };

export const providerMode = (): ProviderMode => current;

/** For the plugin, once, before it makes any resource. @param version of the plugin, which is to handle them too */
export function useNativeMode(version: string): void {
  current = { kind: "native", version };
}
