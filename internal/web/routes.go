package web

// right is what a route demands before its handler runs. Which tickets a
// person may see is decided deeper, by scope.
type right int8

const (
	anyone        right = iota // signed in or not
	signedIn                   // any person
	agent                      // works at a desk
	administrator              // administers a desk
)

// face decides the look of errors.
type face int8

const (
	portalFace face = iota
	deskFace
)

// handler answers one request; its error is shown by the one function that
// shows errors.
type handler func(*request) error

// route is one line of a table.
type route struct {
	method, path string
	right        right
	handle       handler
}

type table struct {
	face   face
	routes []route
}

// tables are every route there is.
func (s *Server) tables() []table {
	return []table{
		{portalFace, []route{
			{"GET", "/healthz", anyone, s.health},
			{"GET", "/static/{file}", anyone, s.static},
			{"POST", "/csp", anyone, s.cspReport},
			{"GET", "/setup", anyone, s.setUpPage},
			{"POST", "/setup", anyone, s.setUp},
			{"GET", "/sign-in", anyone, s.signInPage},
			{"POST", "/sign-in", anyone, s.signIn},
			{"POST", "/sign-out", anyone, s.signOut},
			{"POST", "/language", anyone, s.setLanguage},
			{"POST", "/theme", anyone, s.setTheme},

			{"GET", "/{$}", signedIn, s.portalList},
			{"GET", "/new", signedIn, s.portalNew},
			{"POST", "/new", signedIn, s.portalSubmit},
			{"GET", "/tickets/{ref}", signedIn, s.portalTicket},
			{"POST", "/tickets/{ref}/reply", signedIn, s.portalReply},
			{"POST", "/tickets/{ref}/close", signedIn, s.portalClose},
			{"GET", "/files/{id}", signedIn, s.portalFile},
			{"GET", "/live", signedIn, s.portalLive},
		}},
		{deskFace, []route{
			{"GET", "/desk/{$}", agent, s.deskHome},
			{"GET", "/desk/{view}", agent, s.deskList},
			{"GET", "/desk/tickets/{ref}", agent, s.deskTicket},
			{"POST", "/desk/tickets/{ref}", agent, s.deskWrite},
			{"POST", "/desk/tickets/{ref}/assign", agent, s.deskAssign},
			{"POST", "/desk/tickets/{ref}/priority", agent, s.deskPriority},
			{"GET", "/desk/files/{id}", agent, s.deskFile},
			{"GET", "/desk/live", agent, s.deskLive},
		}},
		{deskFace, []route{
			{"GET", "/admin/outbox", administrator, s.outbox},
			{"GET", "/admin/outbox/{id}", administrator, s.outboxMail},
			{"GET", "/admin/outbox/{id}/html", administrator, s.outboxHTML},
		}},
	}
}
