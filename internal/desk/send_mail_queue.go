package desk

import (
	"fmt"

	"balie/internal/store"
)

// queue stores mails, which wait to be sent, or are held for the outbox page
// where no relay is set. What was stored before is not among its answer.
func (d *Desk) queue(tx *store.Tx, mails ...store.MailOut) ([]store.MailOut, error) {
	for i := range mails {
		mails[i].State = store.MailWaiting
		if d.Relay == nil {
			mails[i].State = store.MailHeld
		}
	}
	added, err := tx.AddMailOut(mails...)
	if err != nil || d.Relay == nil {
		return added, err
	}
	sends := make([]store.NewJob, len(added))
	for i, m := range added {
		sends[i] = sendJob(m.ID)
	}
	return added, tx.Enqueue(sends...)
}

const sendKey = "mail:" // begins the keys of the jobs that send; a mail's id follows

func sendJob(id int64) store.NewJob {
	j := job(JobSendMail, mailArgs{id})
	j.Key, j.Lane = fmt.Sprint(sendKey, id), store.Outside
	return j
}
