package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"balie/internal/blob"
	"balie/internal/store"
)

// blobFolder is where files lie in a backup, by their hash.
const blobFolder = "blobs/"

func backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "backup FILE", Short: "Write a backup, while the server runs or not", GroupID: "care", Args: cobra.ExactArgs(1),
		Long: `Write a backup of everything at one moment to FILE, which must not exist yet:
a tar.gz with the database and all files people attached. The server may run.

secret.key is not in it. Keep a copy of that file somewhere else: without it
links in mails that were sent before stop working.`,
		Example: "  balie backup --data /srv/balie /backups/balie-$(date +%F).tar.gz",
	}
	settings(cmd, where...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := load(cmd)
		if err != nil {
			return err
		}
		p, err := existing(cmd.Context(), c)
		if err != nil {
			return err
		}
		size, err := p.backup(cmd.Context(), args[0])
		if err := errors.Join(err, p.close()); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "backup written to %s (%d kB)\n", args[0], (size+1023)/1024)
		return nil
	}
	return cmd
}

// backup writes beside the file first, so that there is a whole one or none.
func (p *place) backup(ctx context.Context, path string) (size int64, err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return 0, refusal{fmt.Errorf("%s exists already; a backup does not replace anything", path)}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".balie-backup-*") // mode 0600
	if err != nil {
		return 0, fmt.Errorf("the backup cannot be written: %w", err)
	}
	defer os.Remove(f.Name()) // gone already when it was linked
	defer f.Close()
	if err := p.store.Backup(ctx, f, func(a *store.Archive) error { return p.addBlobs(ctx, a) }); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, fmt.Errorf("the backup cannot be written: %w", err)
	}
	return info.Size(), os.Link(f.Name(), path)
}

func (p *place) addBlobs(ctx context.Context, a *store.Archive) error {
	return p.blobs.Walk(ctx, func(i blob.Info) error {
		content, err := p.blobs.Open(ctx, i.Hash)
		if err != nil {
			return err
		}
		defer content.Close()
		return a.AddFile(blobFolder+string(i.Hash), i.Size, content)
	})
}
