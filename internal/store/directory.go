package store

import "sync"

type directory struct{ mu sync.Mutex }
