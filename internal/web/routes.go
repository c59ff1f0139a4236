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
			{"GET", "/search", signedIn, s.portalSearch},
			{"GET", "/new", signedIn, s.portalNew},
			{"POST", "/new", signedIn, s.portalSubmit},
			{"POST", "/new/draft", signedIn, s.portalNewDraft},
			{"GET", "/tickets/{ref}", signedIn, s.portalTicket},
			{"POST", "/tickets/{ref}/reply", signedIn, s.portalReply},
			{"POST", "/tickets/{ref}/draft", signedIn, s.portalDraft},
			{"POST", "/tickets/{ref}/close", signedIn, s.portalClose},
			{"POST", "/tickets/{ref}/people", signedIn, s.portalAddPerson},
			{"GET", "/leave", anyone, s.leavePage},
			{"POST", "/leave", anyone, s.leave},
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
			{"GET", "/desk/new", agent, s.deskNew},
			{"POST", "/desk/new", agent, s.deskSubmit},
			{"GET", "/desk/new/people", agent, s.newPeople},
			{"GET", "/desk/new/systems", agent, s.newSystems},
			{"GET", "/desk/notices", agent, s.notices},
			{"POST", "/desk/notices", agent, s.readNotices},
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
			{"POST", "/desk/tickets/{ref}/hold", agent, s.deskActs(deskHold)},
			{"POST", "/desk/tickets/{ref}/release", agent, s.deskActs(deskRelease)},
			{"POST", "/desk/tickets/{ref}/people", agent, s.deskActs(deskPeople)},
			{"POST", "/desk/tickets/{ref}/tag", agent, s.deskActs(deskTag)},
			{"POST", "/desk/tickets/{ref}/classify", agent, s.deskActs(deskClassify)},
			{"POST", "/desk/tickets/{ref}/entity", agent, s.deskActs(deskEntity)},
			{"POST", "/desk/tickets/{ref}/link", agent, s.deskActs(deskLink)},
			{"POST", "/desk/tickets/{ref}/unlink", agent, s.deskActs(deskUnlink)},
			{"POST", "/desk/tickets/{ref}/merge", agent, s.deskActs(deskMerge)},
			{"POST", "/desk/tickets/{ref}/unmerge", agent, s.deskActs(deskUnmerge)},
			{"POST", "/desk/tickets/{ref}/split", agent, s.deskSplit},
			{"POST", "/desk/tickets/{ref}/undo", agent, s.deskUndo},
			{"POST", "/desk/tickets/{ref}/draft", agent, s.deskDraft},
			{"POST", "/desk/tickets/{ref}/here", agent, s.deskHere},
			{"GET", "/desk/files/{id}", agent, s.deskFile},
			{"GET", "/desk/messages/{id}/original", agent, s.deskOriginal},
			{"GET", "/desk/live", agent, s.deskLive},
		}},
		{deskFace, []route{
			{"GET", "/admin/access", administrator, s.accessPage},
			{"POST", "/admin/access", administrator, s.changeAccess},
			{"GET", "/admin/{$}", administrator, s.adminHome},
			{"GET", "/admin/organization", administrator, s.adminOrganization},
			{"POST", "/admin/organization", administrator, s.adminSaveOrganization},
			{"POST", "/admin/states", administrator, s.adminSaveStates},
			{"POST", "/admin/naming", administrator, s.adminSaveNaming},
			{"GET", "/admin/partners", administrator, s.adminOrgs("partners")},
			{"POST", "/admin/partners", administrator, s.adminAddOrg("partners")},
			{"GET", "/admin/partners/{id}", administrator, s.adminOrg("partners")},
			{"POST", "/admin/partners/{id}", administrator, s.adminChangeOrg("partners")},
			{"GET", "/admin/entities", administrator, s.adminOrgs("entities")},
			{"POST", "/admin/entities", administrator, s.adminAddOrg("entities")},
			{"GET", "/admin/entities/{id}", administrator, s.adminOrg("entities")},
			{"POST", "/admin/entities/{id}", administrator, s.adminChangeOrg("entities")},
			{"GET", "/admin/people", administrator, s.adminPeople},
			{"POST", "/admin/people", administrator, s.adminInvite},
			{"GET", "/admin/people/{id}", administrator, s.adminPerson},
			{"POST", "/admin/people/{id}", administrator, s.adminChangePerson},
			{"GET", "/admin/teams", administrator, s.adminTeams},
			{"POST", "/admin/teams", administrator, s.adminSaveTeam},
			{"GET", "/admin/tags", administrator, s.adminTags},
			{"POST", "/admin/tags", administrator, s.adminChangeTag},
			{"GET", "/admin/topics", administrator, s.adminTopics},
			{"POST", "/admin/topics", administrator, s.adminSaveTopic},
			{"GET", "/admin/closing", administrator, s.adminClosing},
			{"POST", "/admin/closing", administrator, s.adminSaveClosing},
			{"GET", "/admin/addresses", administrator, s.adminAddresses},
			{"POST", "/admin/addresses", administrator, s.adminSaveAddress},
			{"GET", "/admin/texts", administrator, s.adminTexts},
			{"GET", "/admin/texts/{kind}", administrator, s.adminText},
			{"POST", "/admin/texts/{kind}", administrator, s.adminSaveText},
			{"GET", "/admin/texts/{kind}/html", administrator, s.adminTextHTML},
			{"POST", "/admin/texts/{kind}/html", administrator, s.adminPreviewText},
			{"GET", "/admin/mail", administrator, s.mailLog},
			{"GET", "/admin/mail/{id}", administrator, s.loggedMail},
			{"POST", "/admin/mail/{id}", administrator, s.mailAgain},
			{"GET", "/admin/mail/{id}/original", administrator, s.loggedOriginal},
			{"GET", "/admin/outbox", administrator, s.outbox},
			{"GET", "/admin/outbox/{id}", administrator, s.outboxMail},
			{"POST", "/admin/outbox/{id}", administrator, s.sendAgain},
			{"GET", "/admin/outbox/{id}/html", administrator, s.outboxHTML},
		}},
	}
}
