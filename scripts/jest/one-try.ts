/** Failures show at once. A test of patience says how much it has. */
process.env["PULUMI_SECURITY_GROUPS_PATIENCE"] ??= "0";
