/** For tests of whole processes, which take seconds: a busy machine may need many times that. */
jest.setTimeout(180_000);
