package audit

// diagnose names what was done to the log, from the first line that does not follow on the one before it and, where that is not enough, from those behind it.
func (p *proving) diagnose(bad *read) error {
	at := p.chain.count + 1
	switch {
	case bad.problem != nil || !bad.link.whole():
		return p.diagnoseContent(at, bad)
	case bad.link.seq > at:
		return p.diagnoseGap(at, bad.link.seq)
	case bad.link.seq < at:
		return broken(bad.link.seq, Inserted, "another event with this seq stands behind event %d", p.chain.count)
	}
	if p.nextFollows() {
		return broken(at, Inserted, "an event that does not follow on the one before it stands before the one that does")
	}
	if at == p.proof.First {
		return broken(at, Changed, "it says that there was an event before it")
	}
	return broken(p.chain.count, Changed, "it is not the event that the next one follows on, and its hash was made anew")
}

// diagnoseContent is for a line that is no event, or not the one that its hash was made of.
func (p *proving) diagnoseContent(at int64, bad *read) error {
	if p.nextFollows() {
		return broken(at, Inserted, "a line that is no event of this log stands before it")
	}
	if bad.problem != nil {
		return broken(at, Changed, "%v", bad.problem)
	}
	return broken(at, Changed, "its hash does not fit what it says")
}

// nextFollows tells whether the line behind a bad one is what should have stood in its place.
func (p *proving) nextFollows() bool {
	var one read
	ok, err := p.log.next(&one)
	return ok && err == nil && one.problem == nil && p.chain.follows(&one.link)
}

// diagnoseGap is for an event that comes too early: those before it are missing or come later, or it was put in and comes again in its own place.
func (p *proving) diagnoseGap(at, early int64) error {
	later := false
	for {
		var one read
		ok, err := p.log.next(&one)
		if err != nil {
			return err
		}
		switch {
		case !ok && later:
			return broken(at, Reordered, "event %d stands before it", early)
		case !ok:
			return missingFrom(at, early-1)
		case one.problem == nil && one.link.seq == early:
			return broken(early, Inserted, "it stands behind event %d, and again in its own place", p.chain.count)
		case one.problem == nil && one.link.seq == at:
			later = true
		}
	}
}

func missingFrom(first, last int64) error {
	if first == last {
		return broken(first, Missing, "the event was taken out")
	}
	return broken(first, Missing, "the events up to seq %d were taken out", last)
}
