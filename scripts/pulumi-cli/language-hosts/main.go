// A language host for the tests: pulumi-language-go, pulumi-language-nodejs or pulumi-language-python, by the name it is
// called by. It generates SDKs and programs with the generators that Pulumi publishes as a module, and runs programs in
// Go and policy packs in Node.js. Pulumi's own hosts are no published modules, so nothing here can be built of them.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	generators generators
	engine     string
}

func main() {
	name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
	language := strings.TrimPrefix(name, "pulumi-language-")
	if err := serve(language, os.Args[len(os.Args)-1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Serves until the engine at the address is gone.
func serve(language, engine string) error {
	generators, known := languages[language]
	if !known {
		return fmt.Errorf("there is no language host for %q here", language)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if err := rpcutil.Healthcheck(ctx, engine, 5*time.Minute, stop); err != nil {
		return err
	}
	cancel := make(chan bool)
	go func() {
		<-ctx.Done()
		close(cancel)
	}()
	served, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, &host{generators: generators, engine: engine})
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(served.Port)
	return <-served.Done
}

func (*host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "0.0.0"}, nil
}

// The engine asks for a plugin when a resource needs it.
func (*host) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}
