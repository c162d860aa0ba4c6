// Reads YAML from stdin as Pulumi does, which uses the same library, and prints it as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"gopkg.in/yaml.v3"
)

func main() {
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		var document any
		if err = yaml.Unmarshal(text, &document); err == nil {
			err = json.NewEncoder(os.Stdout).Encode(document)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
