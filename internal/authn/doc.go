// Package authn proves who somebody is: passwords kept as argon2id, random
// session tokens, and secret links that nobody can make without our key.
package authn
