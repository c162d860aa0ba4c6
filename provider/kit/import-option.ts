/**
 * What to say of an id in another spelling than that of state: the engine compares the option `import` with the id in
 * state, and would import, and so replace, the resource again after every change.
 */
export const importOptionText = (id: string) =>
  `state has the id ${id}: where a program has the option import, write it so`;
