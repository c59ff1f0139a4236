package email

import (
	"bytes"
	"strings"
)

// nextUU finds the next uuencoded file in b: "begin 644 name", lines, "end".
// span is where it stands in b.
func nextUU(b []byte) (name string, data []byte, span [2]int, ok bool) {
	for at := 0; at < len(b); {
		i := bytes.Index(b[at:], []byte("begin "))
		if i < 0 {
			break
		}
		start := at + i
		line, rest := cutLine(b[start:])
		at = start + len("begin ")
		f := strings.SplitN(string(line), " ", 3)
		if start > 0 && b[start-1] != '\n' || len(f) != 3 || !isMode(f[1]) {
			continue
		}
		size, whole := uuLength(rest)
		if !whole {
			at = start + len(line) + size
			continue
		}
		end := len(b) - len(rest) + size
		_, after := cutLine(b[end:]) // the "end" line
		return strings.TrimSpace(f[2]), rest[:size], [2]int{start, len(b) - len(after)}, true
	}
	return "", nil, span, false
}

func isMode(s string) bool {
	return (len(s) == 3 || len(s) == 4) && strings.Trim(s, "01234567") == ""
}

// uuLength is how far b holds nothing but uuencoded lines, and whether "end"
// follows them.
func uuLength(b []byte) (size int, whole bool) {
	rest := b
	for len(rest) > 0 {
		line, next := cutLine(rest)
		if string(bytes.TrimSpace(line)) == "end" {
			return len(b) - len(rest), true
		}
		if len(line) > 0 && (line[0] < ' ' || line[0] > '`' || len(line) > 90 || len(line) < 1+uuChars(line[0])-3) {
			break
		}
		rest = next
	}
	return len(b) - len(rest), false
}

func uuChars(c byte) int { return (int(c-' ')&63 + 2) / 3 * 4 }

func decodeUU(data []byte) []byte {
	out := make([]byte, 0, len(data)/4*3)
	for len(data) > 0 {
		var line []byte
		line, data = cutLine(data)
		if len(line) == 0 {
			continue
		}
		want := int(line[0]-' ') & 63
		body := line[1:]
		for i := 0; i < len(body) && want > 0; i += 4 {
			var v [4]byte
			for k := range v {
				if i+k < len(body) {
					v[k] = (body[i+k] - ' ') & 63
				}
			}
			three := []byte{v[0]<<2 | v[1]>>4, v[1]<<4 | v[2]>>2, v[2]<<6 | v[3]}
			n := min(want, 3)
			out = append(out, three[:n]...)
			want -= n
		}
	}
	return out
}
