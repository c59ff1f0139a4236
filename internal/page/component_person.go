package page

import "strconv"

func hueClass(n int) string { return "h" + strconv.Itoa(hue(n)) }

func avatarSize(size string) string {
	if size == "" {
		return ""
	}
	return "av--" + size
}
