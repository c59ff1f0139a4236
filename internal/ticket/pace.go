package ticket

import (
	"slices"
	"time"
)

// paceLeast is how many answers say something about the next one.
const paceLeast = 5

// paceSteps are what people are told: nobody plans by 3 hours and 20 minutes.
var paceSteps = []time.Duration{
	15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour,
	24 * time.Hour, 2 * 24 * time.Hour, 3 * 24 * time.Hour, 5 * 24 * time.Hour, 7 * 24 * time.Hour,
}

// Pace is the time within which four of five who asked had their first answer,
// from how long it took for those that have one, and how long the others wait
// already. It is 0 when too little is known, or nothing that helps.
func Pace(answered, waiting []time.Duration) time.Duration {
	if len(answered) < paceLeast {
		return 0
	}
	all := slices.Clone(answered)
	usual := fourOfFive(all)
	for _, w := range waiting {
		if w > usual { // whoever asked just now says nothing yet
			all = append(all, w)
		}
	}
	most := fourOfFive(all)
	for _, step := range paceSteps {
		if most <= step {
			return step
		}
	}
	return 0
}

// fourOfFive sorts the list.
func fourOfFive(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[(len(list)*4+4)/5-1]
}
