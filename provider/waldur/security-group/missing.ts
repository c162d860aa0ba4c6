/** What to do about a tenant that is not there. */
export const TENANT_REMEDY =
  "Set tenant, or waldur:tenant, to the uuid of an OpenStack tenant of yours; waldur.getTenant({ name }) looks one up.";

/** What to do about a rule whose group is not there. */
export const GROUP_REMEDY = "remove the rule, or use a group of this tenant";
