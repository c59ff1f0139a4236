package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"balie/internal/blob"
	"balie/internal/config"
	"balie/internal/store"
)

func restoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "restore FILE", Short: "Fill an empty place from a backup", GroupID: "care", Args: cobra.ExactArgs(1),
		Long: `Fill an empty folder, or an empty PostgreSQL, from a backup. The whole file is
read before anything is written; what is not empty is left as it is.

Put your secret.key into the data folder afterwards, if you have it.`,
		Example: "  balie restore --data /srv/balie-again /backups/balie-today.tar.gz",
	}
	settings(cmd, where...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := load(cmd)
		if err != nil {
			return err
		}
		f, err := os.Open(args[0])
		if err != nil {
			return fmt.Errorf("the backup cannot be read: %w", err)
		}
		defer f.Close()
		if err := restore(cmd.Context(), c, f); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "restored; balie verify looks at all of it\n")
		return nil
	}
	return cmd
}

func restore(ctx context.Context, c config.Config, from io.ReadSeeker) error {
	return store.Restore(ctx, storeOptions(c), from, func(st *store.Store, name string, r io.Reader) error {
		blobs, err := blobsOf(c, st)
		if err != nil {
			return err
		}
		hash, ok := strings.CutPrefix(name, blobFolder)
		if !ok {
			return nil // of a newer version's making
		}
		got, err := blobs.Put(ctx, r, math.MaxInt64)
		if err == nil && got.Hash != blob.Hash(hash) {
			err = fmt.Errorf("the file %s in the backup is not what it was", hash)
		}
		return err
	})
}
