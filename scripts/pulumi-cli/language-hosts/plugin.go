package main

import (
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Runs a policy pack in Node.js until the engine has no more use for it, with the SDK of the pack's folder.
func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer,
) error {
	if request.Kind != "analyzer" {
		return fmt.Errorf("plugins of the kind %q are not run here", request.Kind)
	}
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(server, false)
	if err != nil {
		return err
	}
	defer closer.Close()

	find := exec.CommandContext(server.Context(), "node", "-p", `require.resolve("@pulumi/pulumi/cmd/run-policy-pack")`)
	find.Dir = request.Info.ProgramDirectory
	runner, err := find.Output()
	if err != nil {
		return fmt.Errorf("the policy pack has no SDK of Pulumi: %w", err)
	}
	args := append([]string{strings.TrimSpace(string(runner))}, request.Args...)
	command := exec.CommandContext(server.Context(), "node", append(args, request.Info.ProgramDirectory)...)
	command.Dir = request.Info.ProgramDirectory
	command.Env = request.Env
	command.Stdout, command.Stderr = stdout, stderr
	err = command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err
	}
	if err := closer.Close(); err != nil {
		return err
	}
	return server.Send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(command.ProcessState.ExitCode())},
	})
}
