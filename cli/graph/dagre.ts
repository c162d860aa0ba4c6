// The build puts the library into this file, so that nobody has to install it.
export { graphlib, layout } from "@dagrejs/dagre";
