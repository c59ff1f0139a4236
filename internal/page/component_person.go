package page

import "fmt"

func hueClass(n int) string { return fmt.Sprintf("h%d", hue(n)) }

func avatarSize(size string) string {
	if size == "" {
		return ""
	}
	return "av--" + size
}
