package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pulumi-security-groups/sdk/go/securitygroups/waldur"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		monitoring, err := waldur.NewSecurityGroup(ctx, "monitoring", &waldur.SecurityGroupArgs{
			Rules: waldur.RuleArray{
				&waldur.RuleArgs{Direction: pulumi.String("egress")},
			},
		})
		if err != nil {
			return err
		}
		web, err := waldur.NewSecurityGroup(ctx, "web", &waldur.SecurityGroupArgs{
			Description: pulumi.String("public web servers"),
			Rules: waldur.RuleArray{
				&waldur.RuleArgs{
					Protocol: pulumi.String("tcp"),
					Ports:    pulumi.Int(443),
					Cidrs:    pulumi.StringArray{pulumi.String("0.0.0.0/0"), pulumi.String("::/0")},
				},
				&waldur.RuleArgs{
					Protocol:    pulumi.String("tcp"),
					Ports:       pulumi.Int(22),
					Cidr:        pulumi.String("203.0.113.0/24"),
					Description: pulumi.String("office"),
				},
				&waldur.RuleArgs{
					Protocol:    pulumi.String("tcp"),
					Ports:       pulumi.String("9100-9104"),
					RemoteGroup: monitoring.ID(),
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("web", web.ID())
		return nil
	})
}
