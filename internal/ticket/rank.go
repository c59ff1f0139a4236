package ticket

// Rank orders the line: 0 is P1, 1 is near its maximum, 2 to 4 are P2 to P4,
// and RankOwed stands behind everyone who waits.
type Rank int8

// RankOwed is an open ticket whose last public word is the desk's.
const RankOwed Rank = 5

// Rank derives the ticket's place among those that wait.
func (t Ticket) Rank() Rank {
	switch {
	case t.Reason == AnswerOwed:
		return RankOwed
	case t.Priority <= 1:
		return 0
	case t.Front:
		return 1
	}
	return Rank(t.Priority)
}
