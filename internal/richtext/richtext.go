// Package richtext turns what people and mail programs wrote into the closed
// subset of HTML that Balie shows: it parses and writes anew, so that nothing
// it does not know can come through.
package richtext

// HTML is text of the closed subset. Clean and FromText make it, and it is the
// only thing a page prints raw. Its elements are p, br, b, i, u, s, a, ul, ol,
// li, blockquote, pre, code, h3, table, thead, tbody, tr, th, td and img; its
// attributes are an anchor's href and rel and an image's src and alt.
type HTML struct{ s string }

// String returns the markup.
func (h HTML) String() string { return h.s }

// Empty reports whether there is nothing to show.
func (h HTML) Empty() bool { return h.s == "" }

// Stored wraps what HTML.String gave earlier. Only the store may call it, on
// what it wrote itself: nothing is checked here.
func Stored(s string) HTML { return HTML{s} }

// Option changes how Clean and FromText work.
type Option func(*options)

type options struct {
	image func(src string) (string, bool)
	cut   string
}

// Images lets images through whose src resolve knows, and gives the address to
// show instead: "/files/12" for "cid:logo@mail". It must answer its own
// answers with themselves. An answer that is not a path on this host counts as
// unknown. Without this option every image becomes its alt text.
func Images(resolve func(src string) (string, bool)) Option {
	return func(o *options) { o.image = resolve }
}

// CutSentence is what stands at the end of a text that was too long to keep
// whole, in the reader's language.
func CutSentence(sentence string) Option {
	return func(o *options) { o.cut = sentence }
}

const (
	maxSource = 4 << 20 // bytes read of a source
	maxOutput = 1 << 20 // bytes written, the markup included
	maxDepth  = 64      // quotes, lists and tables within each other
)

func settings(opts []Option) options {
	o := options{cut: "The rest is left out, because this text is too long."}
	for _, set := range opts {
		set(&o)
	}
	return o
}

// bounded runs build within maxOutput. Where that does not suffice it builds
// again with room for the sentence that says so, so that cleaning the result
// once more leaves it as it is.
func bounded(o options, cut bool, build func(b *builder)) HTML {
	b := &builder{image: o.image, budget: maxOutput}
	if !cut {
		build(b)
		if !b.spent {
			return write(b.blocks())
		}
	}
	sentence := &builder{budget: maxOutput}
	sentence.text(o.cut, style{})
	said := sentence.blocks()
	b = &builder{image: o.image, budget: max(0, sentence.budget-blockCost)}
	build(b)
	return write(append(b.blocks(), said...))
}
