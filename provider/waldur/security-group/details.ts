/** Descriptive fields of a group (Waldur MasterMind API), if the server returns them. */
export interface SecurityGroupDetails {
  readonly resourceType?: string | undefined;
  /** Address of the group in Waldur's own pages. */
  readonly accessUrl?: string | undefined;
  readonly tenantName?: string | undefined;
  readonly serviceName?: string | undefined;
  readonly serviceSettings?: string | undefined;
  readonly serviceSettingsUuid?: string | undefined;
  readonly project?: string | undefined;
  readonly projectName?: string | undefined;
  readonly projectUuid?: string | undefined;
  readonly customer?: string | undefined;
  readonly customerUuid?: string | undefined;
  readonly customerName?: string | undefined;
  readonly customerNativeName?: string | undefined;
  readonly customerAbbreviation?: string | undefined;
  readonly marketplaceOfferingUuid?: string | undefined;
  readonly marketplaceOfferingName?: string | undefined;
  readonly marketplaceOfferingPluginOptions?: Readonly<Record<string, unknown>> | undefined;
  readonly marketplaceCategoryUuid?: string | undefined;
  readonly marketplaceCategoryName?: string | undefined;
  readonly marketplaceResourceUuid?: string | undefined;
  readonly marketplacePlanUuid?: string | undefined;
  readonly marketplaceResourceState?: string | undefined;
  readonly isUsageBased?: boolean | undefined;
  readonly isLimitBased?: boolean | undefined;
}
