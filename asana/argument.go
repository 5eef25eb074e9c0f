package asana

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxGID is longer than any gid seen; it keeps nonsense off the wire.
const maxGID = 32

// IsGID tells whether s has the form of a gid: digits, and not zero alone.
func IsGID(s string) bool {
	digits := strings.Trim(s, "0123456789") == ""
	return digits && s != "" && s != "0" && len(s) <= maxGID
}

// checkGID refuses what cannot be a gid; what says which argument it is.
func checkGID(what, gid string) error {
	if IsGID(gid) {
		return nil
	}
	return fmt.Errorf("%w: the %s must be a gid", ErrArgument, what)
}

// checkUser accepts the three forms in which paths take a user: a gid, "me" and
// an e-mail address. Slashes are refused although they would be escaped, since
// what stands between us and Asana may undo that.
func checkUser(user string) error {
	local, domain, isMail := strings.Cut(user, "@")
	odd := strings.ContainsFunc(user, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`/\?#%`, r) })
	switch {
	case user == "me" || IsGID(user):
		return nil
	case isMail && local != "" && strings.Trim(domain, ".") != "" && !odd && len(user) <= 254:
		return nil
	default:
		return fmt.Errorf("%w: the user must be a gid, an e-mail address or me", ErrArgument)
	}
}

// checkGIDs takes pairs of what an argument is and its value. Empty ones pass:
// they are for arguments that may be left out.
func checkGIDs(pairs ...string) error {
	var faults []error
	for pair := range slices.Chunk(pairs, 2) {
		if what, gid := pair[0], pair[1]; gid != "" {
			faults = append(faults, checkGID(what, gid))
		}
	}
	return errors.Join(faults...)
}

// checkAnyUser is checkUser for an argument that may be left out.
func checkAnyUser(user string) error {
	if user == "" {
		return nil
	}
	return checkUser(user)
}
