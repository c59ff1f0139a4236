package desk

import "context"

// TakesMailFor reports whether mail to the address is for us: the address of
// our mails, the one that answers go to, or a desk's own, each with or without
// + and anything in front of the @.
func (d *Desk) TakesMailFor(ctx context.Context, address string) (bool, error) {
	names, err := d.Store.Directory(ctx)
	if err != nil {
		return false, err
	}
	return d.ourAddress(names, address), nil
}
