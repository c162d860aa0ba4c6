package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Builds a program in Go and runs it against the engine. The other languages have no need of it: their programs are run
// by their SDK's Automation API.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	// Kept beside the program, so that it is built anew only after a change.
	program := filepath.Join(request.Info.ProgramDirectory, ".program")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, request.Info.EntryPoint)
	build.Dir = request.Info.ProgramDirectory
	// As everything else is built here, which shares what is compiled.
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOTOOLCHAIN=auto")
	if said, err := build.CombinedOutput(); err != nil {
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("go build: %v\n%s", err, said)}, nil
	}
	config, err := json.Marshal(request.Config)
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(request.ConfigSecretKeys)
	if err != nil {
		return nil, err
	}
	run := exec.CommandContext(ctx, program, request.Args...)
	run.Dir = request.Pwd
	run.Stdout = os.Stdout
	run.Stderr = os.Stderr
	run.Env = os.Environ()
	for name, value := range map[string]string{
		pulumi.EnvOrganization:        request.Organization,
		pulumi.EnvProject:             request.Project,
		pulumi.EnvPulumiRootDirectory: request.Info.RootDirectory,
		pulumi.EnvStack:               request.Stack,
		pulumi.EnvConfig:              string(config),
		pulumi.EnvConfigSecretKeys:    string(secrets),
		pulumi.EnvParallel:            fmt.Sprint(request.Parallel),
		pulumi.EnvDryRun:              fmt.Sprint(request.DryRun),
		pulumi.EnvMonitor:             request.MonitorAddress,
		pulumi.EnvEngine:              h.engine,
	} {
		run.Env = append(run.Env, name+"="+value)
	}
	if err := run.Run(); err != nil {
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program ended with %v", err)}, nil
	}
	return &pulumirpc.RunResponse{}, nil
}
