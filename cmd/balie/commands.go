package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"balie/internal/config"
)

const about = `Balie is a helpdesk for companies whose partners support their customers.

Start it, open the link that it prints, and you have a helpdesk:

  balie serve

Everything it keeps lies in one folder, ./data unless --data says otherwise,
or in the PostgreSQL that --database names.`

const examples = `  balie serve --demo                      try it with an example company
  balie serve --base-url https://help.example.com
  balie backup /backups/balie-today.tar.gz
  balie help config                       every setting, with its default`

func commands() *cobra.Command {
	root := &cobra.Command{
		Use: "balie", Short: "A helpdesk", Long: about, Example: examples,
		SilenceErrors: true, SilenceUsage: true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddGroup(
		&cobra.Group{ID: "run", Title: "Run it:"},
		&cobra.Group{ID: "care", Title: "Look after its data:"},
		&cobra.Group{ID: "more", Title: "More:"},
	)
	root.SetHelpCommandGroupID("more")
	template := strings.NewReplacer(
		".FlagUsages ", ".FlagUsagesWrapped 90 ",
		"Additional help topics:", "Read about:",
		"{{rpad .CommandPath .CommandPathPadding}}", "balie help {{.Name}}",
		`Use "{{.CommandPath}} [command] --help" for more information about a command.`, "balie help COMMAND says more about one of them.",
	).Replace(root.UsageTemplate())
	root.SetUsageTemplate(template)
	root.AddCommand(serveCommand(), mailCommand(), seedCommand(), verifyCommand(), backupCommand(), restoreCommand(), versionCommand())
	root.AddCommand(&cobra.Command{
		Use: "config", Short: "Every setting: flags, environment, file", Long: strings.TrimSpace(config.Help()),
	})
	return root
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print which Balie this is", GroupID: "more", Args: cobra.NoArgs,
		Run: func(cmd *cobra.Command, _ []string) { fmt.Fprintln(cmd.OutOrStdout(), version()) },
	}
}

// version is what the build knows: the module's version and the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "balie (unknown version)"
	}
	text := "balie " + info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			text += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return text + " " + info.GoVersion
}
