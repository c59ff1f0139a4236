// Package crashtest runs the real program as a process of its own: it kills it
// in the middle of work, stops it, backs it up under load and weighs it, and
// looks afterwards whether everything that was promised is there, once.
package crashtest
