/** An operation of the engine takes a second or two; a busy machine may need many times that. */
jest.setTimeout(180_000);
