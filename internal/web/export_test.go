package web

// Route is a line of the tables as the tests see it.
type Route struct{ Method, Path string }

// Routes are all lines of the tables.
func (s *Server) Routes() []Route {
	var out []Route
	for _, t := range s.tables() {
		for _, r := range t.routes {
			out = append(out, Route{r.method, r.path})
		}
	}
	return out
}

// Policy is the policy of our own pages.
const Policy = policy
