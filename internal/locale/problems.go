package locale

import "balie/internal/errs"

// Problem returns the sentence that tells the reader what went wrong, "" for
// no error. The cause is never in it. An error whose key the catalogue lacks
// gets the general sentence of its code.
func (l *Locale) Problem(err error) string {
	e := errs.From(err)
	if e == nil {
		return ""
	}
	if l.Has(e.Key) {
		return l.T(e.Key, e.Args...)
	}
	return l.T("error." + string(e.Code))
}

// FieldProblems returns the sentence for each field at fault, by the form's
// field name; the first problem of a field counts. It is nil without any.
func (l *Locale) FieldProblems(err error) map[string]string {
	e := errs.From(err)
	if e == nil || len(e.Fields) == 0 {
		return nil
	}
	out := make(map[string]string, len(e.Fields))
	for _, f := range e.Fields {
		if _, told := out[f.Name]; !told {
			out[f.Name] = l.T(f.Key, f.Args...)
		}
	}
	return out
}
