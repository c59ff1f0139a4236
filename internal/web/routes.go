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
			{"GET", "/sign-in/code", anyone, s.secondStepPage},
			{"POST", "/sign-in/code", anyone, s.secondStep},
			{"POST", "/sign-out", anyone, s.signOut},
			{"GET", "/forgot", anyone, s.forgotPage},
			{"POST", "/forgot", anyone, s.forgot},
			{"GET", "/password", anyone, s.passwordPage},
			{"POST", "/password", anyone, s.setPassword},
			{"GET", "/invitation", anyone, s.invitationPage},
			{"POST", "/invitation", anyone, s.join},
			{"GET", "/request-access", anyone, s.requestPage},
			{"POST", "/request-access", anyone, s.requestAccess},
			{"GET", "/grant", anyone, s.grantPage},
			{"POST", "/grant", anyone, s.grant},
			{"POST", "/language", anyone, s.setLanguage},
			{"POST", "/theme", anyone, s.setTheme},

			{"GET", "/profile", signedIn, s.profile},
			{"POST", "/profile", signedIn, s.saveProfile},
			{"POST", "/profile/password", signedIn, s.changePassword},
			{"POST", "/profile/sessions", signedIn, s.endSession},
			{"GET", "/people", signedIn, s.people},
			{"POST", "/people", signedIn, s.changePeople},

			{"GET", "/{$}", signedIn, s.portalList},
			{"GET", "/new", signedIn, s.portalNew},
			{"POST", "/new", signedIn, s.portalSubmit},
			{"GET", "/tickets/{ref}", signedIn, s.portalTicket},
			{"POST", "/tickets/{ref}/reply", signedIn, s.portalReply},
			{"POST", "/tickets/{ref}/close", signedIn, s.portalClose},
			{"GET", "/files/{id}", signedIn, s.portalFile},
			{"GET", "/files/{id}/image", signedIn, s.picture},
			{"POST", "/uploads", signedIn, s.upload},
			{"GET", "/uploads/{id}/image", signedIn, s.uploadPicture},
			{"GET", "/live", signedIn, s.portalLive},
		}},
		{deskFace, []route{
			{"GET", "/desk/{$}", agent, s.deskHome},
			{"GET", "/profile/two-step", agent, s.twoStepPage},
			{"POST", "/profile/two-step", agent, s.twoStep},
			{"GET", "/desk/invite", agent, s.invitePage},
			{"POST", "/desk/invite", agent, s.invite},
			{"GET", "/desk/{view}", agent, s.deskList},
			{"GET", "/desk/search", agent, s.deskSearch},
			{"GET", "/desk/go", agent, s.deskGo},
			{"POST", "/desk/bulk", agent, s.deskBulk},
			{"GET", "/desk/bulk/{id}", agent, s.deskBulkPage},
			{"POST", "/desk/bulk/{id}/undo", agent, s.deskBulkUndo},
			{"POST", "/desk/views", agent, s.deskSaveView},
			{"POST", "/desk/views/{id}", agent, s.deskActOnView},
			{"GET", "/desk/tickets/{ref}", agent, s.deskTicket},
			{"POST", "/desk/tickets/{ref}", agent, s.deskWrite},
			{"POST", "/desk/tickets/{ref}/assign", agent, s.deskAssign},
			{"POST", "/desk/tickets/{ref}/priority", agent, s.deskPriority},
			{"GET", "/desk/files/{id}", agent, s.deskFile},
			{"GET", "/desk/live", agent, s.deskLive},
		}},
		{deskFace, []route{
			{"GET", "/admin/access", administrator, s.accessPage},
			{"POST", "/admin/access", administrator, s.changeAccess},
			{"GET", "/admin/outbox", administrator, s.outbox},
			{"GET", "/admin/outbox/{id}", administrator, s.outboxMail},
			{"GET", "/admin/outbox/{id}/html", administrator, s.outboxHTML},
		}},
	}
}
