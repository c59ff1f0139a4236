package richtext

// kind is what a block is; its name in markup stands in tags.
type kind uint8

const (
	paragraph kind = iota
	heading
	preformatted
	quote
	bullets
	numbers
	item
	table
	headRow
	row
	headCell
	cell
)

// block is one typed piece of a text: lines for a paragraph or heading, raw
// for preformatted text, children for all others.
type block struct {
	kind     kind
	lines    [][]run
	raw      string
	children []*block
}

// run is a stretch of text, or an image with its alt text, of one style.
type run struct {
	text  string
	src   string
	style style
}

// style is how a run looks and where it leads.
type style struct {
	marks marks
	href  string
}

type marks uint8

const (
	bold marks = 1 << iota
	italic
	underlined
	struck
	code
)

// order is how marks nest in what we write, and their elements.
var order = [...]struct {
	mark marks
	tag  string
}{{bold, "b"}, {italic, "i"}, {underlined, "u"}, {struck, "s"}, {code, "code"}}
