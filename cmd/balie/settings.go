package main

import (
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"balie/internal/config"
)

// where are the settings of commands that only need to find the data.
var where = []string{"config", "data", "database"}

// settings adds flags for the named settings, or for all.
func settings(cmd *cobra.Command, names ...string) {
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	all.SortFlags = false
	config.Define(all)
	all.VisitAll(func(f *pflag.Flag) {
		if len(names) == 0 {
			cmd.Flags().AddFlag(f)
		}
	})
	for _, name := range names {
		cmd.Flags().AddFlag(all.Lookup(name))
	}
	cmd.Flags().SortFlags = false
}

// load reads the settings from flags, environment and file.
func load(cmd *cobra.Command) (config.Config, error) {
	if err := config.CheckEnv(os.Environ()); err != nil {
		return config.Config{}, refusal{err}
	}
	c, err := config.Load(cmd.Flags(), os.LookupEnv, os.ReadFile)
	if err != nil {
		return c, refusal{err}
	}
	return c, nil
}

// logger writes as the settings say.
func logger(c config.Config, to io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.LogLevel}
	if c.Log == config.LogJSON {
		return slog.New(slog.NewJSONHandler(to, o))
	}
	return slog.New(slog.NewTextHandler(to, o))
}
