package main

import "testing"

// What Asana announces in its Asana-Change headers is logged as a warning with the address to read, each name once however many answers repeat it.
// Who has chosen by ASANA_ENABLE hears no more of it.
func TestAnnouncedChanges(t *testing.T) {
	t.Parallel()
	const early, late = `"change":"early_change","info":"https://forum.asana.example/early"`, `"change":"late_change","info":"https://forum.asana.example/late"`
	c := newCompany(t, nil)
	post(t, c.asana.URL+"/_sandbox/deprecations", []map[string]string{
		{"name": "early_change", "info": "https://forum.asana.example/early", "match": "POST /memberships"},
		{"name": "late_change", "info": "https://forum.asana.example/late"},
	}, nil)
	var log *logWatch
	c.serve(sqliteURL(t), func(cfg *config) { log = watchLog(cfg) })
	for _, typed := range []string{"add @maya to project Website Relaunch as editor", "set @maya on project Website Relaunch to viewer", "list Website Relaunch"} {
		c.carriesOut(typed)
	}
	if n := len(c.journal(anyCall)); n < 5 {
		t.Fatalf("only %d answers announced anything", n)
	}
	for _, words := range []string{early, late} {
		if n, _ := log.count(`"level":"warn"`, words); n != 1 {
			t.Errorf("%s was logged %d times", words, n)
		}
	}
	if n, _ := log.count("announced a change"); n != 2 {
		t.Errorf("%d announcements were logged", n)
	}

	c.serve(sqliteURL(t), func(cfg *config) {
		log = watchLog(cfg)
		cfg.Asana.Enable = []string{"early_change"}
	})
	c.carriesOut("list Website Relaunch")
	if n, _ := log.count(early); n != 0 {
		t.Errorf("a change that was chosen was logged")
	}
	if n, _ := log.count(late); n != 1 {
		t.Errorf("the other change was logged %d times", n)
	}
}

// carriesOut types a command or a question and waits for what comes of it.
func (c *company) carriesOut(typed string) {
	c.t.Helper()
	before := len(c.told(ada))
	c.types(ada, typed)
	c.waitSaid("what comes of "+typed, func(said) bool { return len(c.told(ada)) > before })
}
