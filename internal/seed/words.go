package seed

import "strings"

// lexicon is one language's words: little ones that hold sentences together,
// things and properties that also make compounds, and phrases as people write.
type lexicon struct {
	little, things, ways, deeds, phrases, subjects, names, families []string
	greeting                                                        string
}

func fields(s string) []string { return strings.Fields(s) }

func lines(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }

var english = lexicon{
	greeting: "Hello,",
	little: fields(`the a to and of in is it that we for on with not this are have be at as our from you or can has by was but when
		do an if all there so they will been no only still i what how which after since then now also one two them`),
	things: fields(`printer invoice password server backup mailbox account order customer report screen page window license update
		network cable scanner laptop phone payment contract session calendar label stock price discount receipt export import folder
		file document database record address route driver shift planning barcode terminal portal login user group right form field
		button filter search list column total tax currency bank transfer reminder template logo colour domain certificate website
		shop basket delivery warehouse pallet machine sensor meter reading battery key door alarm camera light heating invoice
		supplier purchase quote project hour employee wage leave absence appointment patient visitor ticket seat event room table
		menu recipe ingredient oven kitchen cash register drawer roll paper toner tray cartridge cloud gateway firewall router switch`),
	ways: fields(`new old slow wrong empty double missing broken late early blue red loose full monthly daily yearly automatic manual
		external internal local remote shared private public former temporary final partial strange same other first last next`),
	deeds: fields(`shows prints sends opens closes loses copies stops starts hangs works fails changes moves saves loads waits answers
		arrives disappears returns counts syncs connects asks expects needs blocks allows refuses repeats`),
	phrases: lines(`
could you have a look at this
we get the same message every time
it worked fine until last week
I have attached a screen shot
restarting did not help
can you tell us when this is solved
the colleagues in the warehouse see it too
is there anything we can do ourselves
thank you for the quick answer
this blocks the work of the whole team
we found the cause and are testing a repair
the change goes live tonight after closing time
please try again and tell us what you see
I will keep an eye on it and write tomorrow`),
	subjects: lines(`
Printer prints nothing since this morning
Cannot log in after the update
Invoice totals differ by a cent
Add a user for the new colleague
Export of the stock list is empty
Slow screens in the afternoon
How do I change the delivery address
Payments arrive twice
Label does not fit the new paper
Backup reports a failure
Calendar shows the wrong week
Question about the new contract`),
	names:    fields(`Emma Oliver Amelia Jack Sophie Harry Grace Leo Ruby Noah Alice Theo Nora Max Iris Adam Clara Hugo Vera Owen`),
	families: fields(`Baker Fletcher Mason Turner Archer Cooper Fisher Porter Taylor Walker Weaver Carter Hunter Parker Sawyer Potter`),
}

var dutch = lexicon{
	greeting: "Hallo,",
	little: fields(`de het een van en in is dat op te we niet met voor er maar om aan die ook als bij wel dan nog naar al zijn heeft
		wij ik je jullie ze dit deze hebben wordt worden kan kunnen moet geen meer over tot uit door nu sinds weer alleen zo`),
	things: fields(`printer factuur wachtwoord server reservekopie postbus account bestelling klant rapport scherm pagina venster
		licentie update netwerk kabel scanner laptop telefoon betaling contract sessie agenda etiket voorraad prijs korting bon export
		map bestand document database adres route chauffeur dienst planning streepjescode terminal portaal gebruiker groep recht
		formulier veld knop filter lijst kolom totaal belasting valuta bank overboeking herinnering sjabloon logo kleur domein
		certificaat website winkel mandje levering magazijn pallet machine sensor meter stand batterij sleutel deur alarm camera lamp
		verwarming leverancier inkoop offerte project uur medewerker loon verlof verzuim afspraak patiënt bezoeker kaartje stoel zaal
		tafel menu recept ingrediënt oven keuken kassa lade rol papier toner cartridge verbinding storing foutmelding koppeling`),
	ways: fields(`nieuwe oude trage verkeerde lege dubbele ontbrekende kapotte late vroege blauwe rode losse volle maandelijkse
		dagelijkse jaarlijkse automatische handmatige externe interne lokale gedeelde vorige tijdelijke laatste vreemde zelfde andere
		eerste volgende haperende één geïmporteerde`),
	deeds: fields(`toont drukt stuurt opent sluit verliest kopieert stopt start hangt werkt faalt verandert verplaatst bewaart laadt
		wacht antwoordt komt verdwijnt telt vraagt verwacht blokkeert weigert herhaalt crasht hapert`),
	phrases: lines(`
kunnen jullie hier even naar kijken
we krijgen steeds dezelfde melding
tot vorige week ging het goed
ik heb een schermafdruk toegevoegd
opnieuw opstarten hielp niet
weten jullie wanneer dit opgelost is
de collega's in het magazijn zien het ook
kunnen we zelf nog iets doen
dank voor het snelle antwoord
de hele afdeling kan nu niet werken
we hebben de oorzaak gevonden en testen een oplossing
de wijziging gaat vanavond na sluitingstijd live
wil je het nog eens proberen en laten weten wat je ziet
ik houd het in de gaten en schrijf morgen`),
	subjects: lines(`
Printer doet niets meer sinds vanochtend
Kan niet inloggen na de update
Factuurbedrag klopt een cent niet
Gebruiker voor de nieuwe collega
Voorraadlijst komt leeg uit de export
Trage schermen in de middag
Hoe wijzig ik het afleveradres
Betalingen komen dubbel binnen
Etiket past niet op het nieuwe papier
Reservekopie meldt een storing
Agenda toont de verkeerde week
Vraag over het nieuwe contract`),
	names:    fields(`Eva Bram Sanne Daan Lotte Joris Fatma Niels Zoë Wouter Anouk Thijs Femke Ruben Maud Jesse Loes Hidde Noor René`),
	families: fields(`Jansen Visser Bakker Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra Kuipers Çelik Koning`),
}
