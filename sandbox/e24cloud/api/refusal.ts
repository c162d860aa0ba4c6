/** The server does not do what was asked. */
export class Refusal extends Error {}

/** What was asked concerns something that does not exist. */
export class UnknownId extends Error {}

/** The caller has not shown who they are. */
export class Unauthorized extends Error {}
