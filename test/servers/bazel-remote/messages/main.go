// Command messages encodes a step with the Remote Execution API's own Go code. It gets the step as JSON, in the fields of bljh's StepAction
// (`content` in place of `digest` and `source`), and prints the Action's digest and every message in hex by its hash. Written from the API's description;
// it shares nothing with bljh.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"sort"
	"strings"
	"time"

	rex "github.com/bazelbuild/remote-apis/build/bazel/remote/execution/v2"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
)

type step struct {
	Arguments        []string
	Environment      map[string]string
	WorkingDirectory string
	OutputPaths      []string
	Platform         map[string]string
	Inputs           []struct {
		Path         string
		Content      []byte
		IsExecutable bool
	}
	TimeoutMs int64
}

type answer struct {
	Hash      string            `json:"hash"`
	SizeBytes int64             `json:"sizeBytes"`
	Messages  map[string]string `json:"messages"`
}

func main() {
	var steps []step
	check(json.NewDecoder(os.Stdin).Decode(&steps))
	answers := []answer{}
	for _, one := range steps {
		answers = append(answers, encode(one))
	}
	check(json.NewEncoder(os.Stdout).Encode(answers))
}

func encode(one step) answer {
	messages := map[string]string{}
	add := func(message proto.Message) *rex.Digest {
		bytes, err := proto.MarshalOptions{Deterministic: true}.Marshal(message)
		check(err)
		digest := digestOf(bytes)
		messages[digest.Hash] = hex.EncodeToString(bytes)
		return digest
	}
	command := &rex.Command{Arguments: one.Arguments, WorkingDirectory: one.WorkingDirectory, OutputPaths: one.OutputPaths}
	sort.Strings(command.OutputPaths)
	for name, value := range one.Environment {
		command.EnvironmentVariables = append(command.EnvironmentVariables, &rex.Command_EnvironmentVariable{Name: name, Value: value})
	}
	sort.Slice(command.EnvironmentVariables, func(i, j int) bool {
		return command.EnvironmentVariables[i].Name < command.EnvironmentVariables[j].Name
	})
	var platform *rex.Platform
	for name, value := range one.Platform {
		if platform == nil {
			platform = &rex.Platform{}
		}
		platform.Properties = append(platform.Properties, &rex.Platform_Property{Name: name, Value: value})
	}
	if platform != nil {
		sort.Slice(platform.Properties, func(i, j int) bool { return platform.Properties[i].Name < platform.Properties[j].Name })
	}
	command.Platform = platform

	// Every folder, by its path; the root is "".
	folders := map[string]*rex.Directory{"": {}}
	var folder func(path string) *rex.Directory
	folder = func(path string) *rex.Directory {
		if known := folders[path]; known != nil {
			return known
		}
		folders[path] = &rex.Directory{}
		folder(parentOf(path))
		return folders[path]
	}
	for _, input := range one.Inputs {
		in := folder(parentOf(input.Path))
		in.Files = append(in.Files, &rex.FileNode{Name: nameOf(input.Path), Digest: digestOf(input.Content), IsExecutable: input.IsExecutable})
	}
	folder(one.WorkingDirectory)
	// The deepest first: a folder is named in its parent by its digest.
	paths := []string{}
	for path := range folders {
		paths = append(paths, path)
	}
	sort.Slice(paths, func(i, j int) bool { return depthOf(paths[i]) > depthOf(paths[j]) })
	var root *rex.Digest
	for _, path := range paths {
		this := folders[path]
		sort.Slice(this.Files, func(i, j int) bool { return this.Files[i].Name < this.Files[j].Name })
		sort.Slice(this.Directories, func(i, j int) bool { return this.Directories[i].Name < this.Directories[j].Name })
		digest := add(this)
		if path == "" {
			root = digest
		} else {
			parent := folders[parentOf(path)]
			parent.Directories = append(parent.Directories, &rex.DirectoryNode{Name: nameOf(path), Digest: digest})
		}
	}
	digest := add(&rex.Action{
		CommandDigest:   add(command),
		InputRootDigest: root,
		Timeout:         durationpb.New(time.Duration(one.TimeoutMs) * time.Millisecond),
		Platform:        platform,
	})
	return answer{digest.Hash, digest.SizeBytes, messages}
}

func digestOf(bytes []byte) *rex.Digest {
	sum := sha256.Sum256(bytes)
	return &rex.Digest{Hash: hex.EncodeToString(sum[:]), SizeBytes: int64(len(bytes))}
}

func parentOf(path string) string {
	return path[:max(0, strings.LastIndex(path, "/"))]
}

func nameOf(path string) string {
	return path[strings.LastIndex(path, "/")+1:]
}

func depthOf(path string) int {
	if path == "" {
		return 0
	}
	return strings.Count(path, "/") + 1
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
