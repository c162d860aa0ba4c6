import type { Role, User } from "./model";
import { NotAuthenticated, PermissionDenied } from "./api/errors";
import { roles, seedPersonalToken, seedToken, seedUsers } from "./seed";
import type { WaldurSwitches } from "./switches";

interface Session {
  readonly user: User;
  usedAt: number;
  expired: boolean;
  /** Whether the user still has the role. */
  hasRole: boolean;
}

/** Who may come in. Every use of a token renews it. */
export class Sessions {
  readonly #byToken = new Map<string, Session>();
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    for (const user of seedUsers()) {
      const session = { user, usedAt: now(), expired: false, hasRole: true };
      this.#byToken.set(seedToken(user.role), session);
      this.#byToken.set(seedPersonalToken(user.role), session);
    }
  }

  /** The user behind an Authorization header. @throws NotAuthenticated */
  authenticate(header: string | undefined, { release, tokenLifetime }: WaldurSwitches): User {
    const [scheme = "", token, ...rest] = header?.split(" ") ?? [];
    const isPersonal = release === "2026" && scheme.toLowerCase() === "bearer";
    if (scheme.toLowerCase() !== "token" && !isPersonal) throw new NotAuthenticated();
    if (!token) throw new NotAuthenticated("Invalid token. No credentials provided.");
    if (rest.length > 0) throw new NotAuthenticated("Invalid token. Token string should not contain spaces.");

    const session = token.startsWith("w_") === isPersonal ? this.#byToken.get(token) : undefined;
    if (!session) throw new NotAuthenticated("Invalid token.");
    const idle = (this.#now() - session.usedAt) / 1000;
    if (session.expired || (tokenLifetime !== null && idle >= tokenLifetime))
      throw new NotAuthenticated(isPersonal ? "Invalid token." : "Token has expired.");
    session.usedAt = this.#now();
    return session.hasRole ? session.user : { ...session.user, role: "outsider" };
  }

  /** Ends the tokens of a role, or makes them valid again. */
  setExpired(role: Role, expired: boolean): void {
    for (const session of this.#byToken.values()) {
      if (session.user.role !== role) continue;
      session.expired = expired;
      session.usedAt = this.#now();
    }
  }

  /** Takes their role from the users of a role, whose tokens stay valid, or gives it back. */
  setRevoked(role: Role, revoked: boolean): void {
    for (const session of this.#byToken.values()) if (session.user.role === role) session.hasRole = !revoked;
  }
}

/** All of Waldur here is one project, which all users but the outsider see. */
export const canSee = (user: User): boolean => user.role !== "outsider";

export const mayWrite = (user: User): boolean => ["staff", "owner", "admin"].includes(user.role);

/** @throws PermissionDenied (403) */
export function requireWrite(user: User): void {
  if (!mayWrite(user)) throw new PermissionDenied();
}

/** @throws PermissionDenied (403) */
export function requireStaff(user: User): void {
  if (user.role !== "staff") throw new PermissionDenied();
}

export const isRole = (value: string): value is Role => roles.some((role) => role === value);
