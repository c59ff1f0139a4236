package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"balie/internal/blob"
	"balie/internal/errs"
)

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "verify", Short: "Look whether the data is whole", GroupID: "care", Args: cobra.NoArgs,
		Long: `Read all rows and all files and look whether they agree. Nothing is changed, and
the server may run. What is wrong is printed, a line each; then the exit code
is 1.`,
		Example: "  balie verify --data /srv/balie",
	}
	settings(cmd, where...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := load(cmd)
		if err != nil {
			return err
		}
		p, err := existing(cmd.Context(), c)
		if err != nil {
			return err
		}
		n, err := p.verify(cmd.Context(), cmd.OutOrStdout())
		if err := errors.Join(err, p.close()); err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("%d problems in the data", n)
		}
		fmt.Fprintln(cmd.OutOrStdout(), "the data is whole")
		return nil
	}
	return cmd
}

// verify prints what is wrong, and gives how many things are.
func (p *place) verify(ctx context.Context, out io.Writer) (int, error) {
	found, err := p.store.Verify(ctx)
	for _, f := range found {
		fmt.Fprintln(out, f)
	}
	if err != nil {
		return 0, err
	}
	n := len(found)
	read := map[string]string{} // problem of each file that was read, "" for none
	err = p.store.FileHashes(ctx, func(table string, id int64, hash string, size int64) error {
		what, known := read[hash]
		if !known {
			var err error
			if what, err = p.verifyBlob(ctx, blob.Hash(hash), size); err != nil {
				return err
			}
			read[hash] = what
		}
		if what != "" {
			n++
			fmt.Fprintf(out, "%s %d: its bytes %s\n", table, id, what)
		}
		return nil
	})
	if err != nil {
		return n, err
	}
	return n, p.tellOrphans(ctx, out)
}

// tellOrphans says how much belongs to nothing: no problem, since the server
// removes it.
func (p *place) tellOrphans(ctx context.Context, out io.Writer) error {
	var files, bytes int64
	err := p.store.Orphans(ctx, p.blobs, func(i blob.Info) error {
		files, bytes = files+1, bytes+i.Size
		return nil
	})
	if files > 0 {
		fmt.Fprintf(out, "%d stored contents (%d bytes) belong to no file; the server removes what is older than a day\n", files, bytes)
	}
	return err
}

// verifyBlob reads a file's bytes and says what is wrong with them.
func (p *place) verifyBlob(ctx context.Context, h blob.Hash, size int64) (string, error) {
	content, err := p.blobs.Open(ctx, h)
	if errs.Is(err, errs.NotFound) {
		return "are gone", nil
	}
	if err != nil {
		return "", err
	}
	defer content.Close()
	sum := sha256.New()
	n, err := io.Copy(sum, content)
	switch {
	case err != nil:
		return "", err
	case n != size:
		return fmt.Sprintf("are %d, not %d", n, size), nil
	case hex.EncodeToString(sum.Sum(nil)) != string(h):
		return "are not what they were", nil
	}
	return "", nil
}
