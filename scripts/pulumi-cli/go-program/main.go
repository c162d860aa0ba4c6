// Does one operation on a stack of a program in Go: go-program OPERATION FOLDER SECRETS-PROVIDER < [resources, configuration].
//
// The program runs in this process, as the command line of these tests has no language host for Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type resource struct{ pulumi.CustomResourceState }

// What stands as {"secret": VALUE} is one.
func inputOf(value any) pulumi.Input {
	switch value := value.(type) {
	case []any:
		list := pulumi.Array{}
		for _, one := range value {
			list = append(list, inputOf(one))
		}
		return list
	case map[string]any:
		if secret, ok := value["secret"]; ok {
			return pulumi.ToSecret(secret).(pulumi.Input)
		}
		fields := pulumi.Map{}
		for field, one := range value {
			fields[field] = inputOf(one)
		}
		return fields
	}
	return pulumi.Any(value)
}

func main() {
	if err := operate(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func operate(operation, folder, secretsProvider string) error {
	// Resources are a type and properties by name, settings a value and whether it is secret by key.
	var resources map[string][2]json.RawMessage
	var settings map[string][2]any
	if err := json.NewDecoder(os.Stdin).Decode(&[2]any{&resources, &settings}); err != nil {
		return err
	}
	program := func(ctx *pulumi.Context) error {
		for name, one := range resources {
			var kind string
			var properties map[string]any
			if err := errors.Join(json.Unmarshal(one[0], &kind), json.Unmarshal(one[1], &properties)); err != nil {
				return err
			}
			made := resource{}
			inputs := pulumi.Map{}
			for property, value := range properties {
				inputs[property] = inputOf(value)
			}
			if err := ctx.RegisterResource(kind, name, inputs, &made); err != nil {
				return err
			}
			ctx.Export(name, made.ID())
		}
		return nil
	}
	ctx := context.Background()
	stack, err := auto.UpsertStackInlineSource(ctx, "dev", "program", program, auto.WorkDir(folder), auto.SecretsProvider(secretsProvider))
	if err != nil {
		return err
	}
	if len(settings) > 0 {
		values := auto.ConfigMap{}
		for key, one := range settings {
			text, _ := one[0].(string)
			secret, _ := one[1].(bool)
			values[key] = auto.ConfigValue{Value: text, Secret: secret}
		}
		if err := stack.SetAllConfigWithOptions(ctx, values, &auto.ConfigOptions{Path: true}); err != nil {
			return err
		}
	}
	switch operation {
	case "up":
		result, err := stack.Up(ctx, optup.ProgressStreams(os.Stdout), optup.Color("never"))
		if err != nil {
			return err
		}
		ids := map[string]any{}
		for name, output := range result.Outputs {
			ids[name] = output.Value
		}
		text, err := json.Marshal(ids)
		fmt.Println("OUTPUTS", string(text))
		return err
	case "preview":
		_, err = stack.Preview(ctx, optpreview.ProgressStreams(os.Stdout), optpreview.Color("never"), optpreview.Diff())
	case "refresh":
		_, err = stack.Refresh(ctx, optrefresh.ProgressStreams(os.Stdout), optrefresh.Color("never"))
	case "destroy":
		_, err = stack.Destroy(ctx, optdestroy.ProgressStreams(os.Stdout), optdestroy.Color("never"))
	}
	return err
}
